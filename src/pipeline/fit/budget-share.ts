/** @file How much of a budget a student uses up with weights of 8 bits, before it is trained or its files are made. */
import { graphCost } from "#export/cost";
import { weightInt8 } from "#export/quantize/schemes";
import type { Graph } from "#graph/graph";
import type { FitBudget } from "#report/fit/fit-result";
import { type Cost, type Price, storedBytes } from "./price-stage.ts";

/** Students are pruned to this share, so that schemes whose files are a little larger keep the budget, too. */
export const wantedShare = 0.95;

/** Of the limit that is used up most: 1 is all of it. */
export function shareOf(cost: Cost, budget: FitBudget): number {
  const limits = Object.entries(budget) as [keyof FitBudget, number][];
  return Math.max(...limits.map(([key, most]) => cost[key] / most));
}

/** Of a student that is pruned. Time is estimated from multiplications. */
export function prunedShare(graph: Graph, budget: FitBudget, price: Price): number {
  const { macs } = graphCost(graph);
  const bytes = storedBytes(graph, weightInt8);
  return shareOf({ macs, bytes, latency: latencyAt(macs, price) }, budget);
}

/** On the line through the student as it is and pruned to the least: a part of the time does not shrink. */
function latencyAt(macs: number, { macs: all, latency, least }: Price): number {
  if (!least) return latency;
  const share = (macs - least.macs) / (all - least.macs);
  return least.latency + share * Math.max(0, latency - least.latency);
}

/** Whether it is too large as it is, and pruning can bring it within the budget. */
export function wantsPruning(price: Price, budget: FitBudget): boolean {
  const { least } = price;
  return shareOf(price, budget) > 1 && !!least && shareOf(least, budget) <= wantedShare;
}
