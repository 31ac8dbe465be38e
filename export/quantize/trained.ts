/** @file Models that were trained for a scheme: whether they are worth more than the one that was only rounded. */
import type { Graph } from "#graph/graph";
import type { QuantizedCandidate } from "./candidates.ts";
import { type Budget, type Change, isWithin, type Judge } from "./judge.ts";
import type { Range } from "./range.ts";

/** A float graph whose weights were trained to be rounded. Names of values and layers are those of the original. */
export interface TrainedForScheme {
  readonly graph: Graph;
  /** By value name; empty where activations stay float. */
  readonly ranges: ReadonlyMap<string, Range>;
}

/**
 * Of the same scheme, with training and without: the one that is right more often on the trial, of equals the one
 * without. Training may move outputs as long as it is right, so its budget is that of accuracy alone.
 */
export async function betterOf(
  rounded: readonly QuantizedCandidate[],
  trained: readonly QuantizedCandidate[],
  judge: Judge,
  budget: Budget = {},
): Promise<readonly QuantizedCandidate[]> {
  const [a, b] = [rounded[0], trained[0]];
  if (!a || !b) return a ? rounded : trained;
  const [without, withTraining] = [await judge(a.bytes), await judge(b.bytes)];
  if (!isWithin({ ...withTraining, outputError: 0 }, budget)) return rounded;
  const kept = a.kept.length > 0 || !isWithin(without, budget);
  return kept || rightness(withTraining) > rightness(without) ? trained : rounded;
}

/** Of answers that agree with the float model's, where nothing else is known. */
function rightness({ accuracy, changedClasses, windows, outputError }: Change): number {
  if (accuracy) return accuracy.quantized;
  return changedClasses === undefined ? -outputError : 1 - changedClasses / windows;
}
