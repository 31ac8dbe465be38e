/**
 * @file Pruning to a budget in steps, with distillation from the unpruned student between them (after Ahmed et al. 2021,
 * arXiv:2104.09191, whose block-wise terms are an option).
 */
import { UserError } from "#core/errors";
import type { Normalization } from "#core/signal";
import { disposeWeights } from "#distill/learner";
import type { StageContext } from "#distill/train-stage";
import { graphCost } from "#export/cost";
import type { Graph } from "#graph/graph";
import { encodeModel } from "#graph/protobuf";
import type { EpochFigures } from "#train/checkpoint";
import { blockBorders, type KeptChannels, keptOf } from "./blockwise.ts";
import { type GraphNetworkOptions, graphNetwork, noRounding } from "./graph-network.ts";
import { thinning } from "./prune-channels.ts";
import { magnitudeMasks } from "./prune-weights.ts";
import { type TaughtGraph, type TeachOptions, teachGraph } from "./teach-graph.ts";

/** Fewer channels, until what is counted is at most that much. */
export interface CostGoal {
  readonly cost: (graph: Graph) => number;
  readonly most: number;
  /** What is counted: "bytes". */
  readonly unit: string;
}

/** One goal: multiplications or bytes of the float file as it is written, any other cost, or a share of weights at zero. */
export type PruneGoal =
  /** At most 1: a share of what the student has. */
  { readonly macs: number } | { readonly bytes: number } | CostGoal | { readonly sparsity: number };

/** `train`: of all trainings together. */
export interface PruneOptions extends TeachOptions {
  readonly goal: PruneGoal;
  /** Removals, each followed by a training. */
  readonly steps: number;
  /** What of the unpruned student teaches: its logits, or every block as well, by the channels that are left. */
  readonly teach: "logits" | "blocks";
  /** How the graph standardises its inputs. */
  readonly normalization: Normalization;
}

export interface PruneResult {
  readonly graph: Graph;
  /** One per step. */
  readonly history: readonly (readonly EpochFigures[])[];
}

/**
 * Prune a clean float graph, which stays as it is. `contextOf`: where each step keeps its checkpoint. Throws a
 * {@link UserError} where the goal cannot be reached.
 */
export async function pruneToGoal(
  graph: Graph,
  options: PruneOptions,
  contextOf: (step: number) => StageContext,
): Promise<PruneResult> {
  const { goal, steps, teach, train, normalization } = options;
  if (!("sparsity" in goal)) requireReachable(graph, costGoal(graph, goal));
  const epochs = Math.max(1, Math.round(train.epochs / steps));
  const history: (readonly EpochFigures[])[] = [];
  let current: Thinned = { graph, kept: blockBorders(graph) };
  for (let step = 1; step <= steps; step++) {
    const progress = step / steps;
    const sparse = "sparsity" in goal;
    const masks = sparse
      ? magnitudeMasks(current.graph, sparsityAt(goal.sparsity, progress))
      : new Map();
    if (!sparse) current = narrowed(current, graph, costGoal(graph, goal), progress);
    const learning = { normalization, rounding: noRounding, masks };
    const teaching = { ...options, train: { ...train, epochs } };
    const taught =
      teach === "blocks"
        ? await teachBlocks(current, graph, learning, teaching, contextOf(step))
        : await teachGraph(current.graph, learning, teaching, contextOf(step));
    current = { ...current, graph: taught.graph };
    history.push(taught.history);
  }
  return { graph: current.graph, history };
}

/** Before anything is trained. */
function requireReachable(graph: Graph, { cost, most, unit }: CostGoal): void {
  thinned(graph, most, cost, unit);
}

/** A graph with fewer channels, and which of the original's they are. */
export interface Thinned {
  readonly graph: Graph;
  readonly kept: KeptChannels;
}

/** The original graph teaches, of which the pruned one sees the channels that it has left. */
async function teachBlocks(
  { graph, kept }: Thinned,
  original: Graph,
  learning: GraphNetworkOptions,
  options: TeachOptions,
  context: StageContext,
): Promise<TaughtGraph> {
  const { normalization, rounding } = learning;
  const teacher = graphNetwork(original, { normalization, rounding, borders: kept });
  try {
    const borders = blockBorders(graph);
    return await teachGraph(graph, { ...learning, borders }, { ...options, teacher }, context);
  } finally {
    disposeWeights([teacher.model]);
  }
}

/** Ever slower: Zhu and Gupta 2017, arXiv:1710.01878, eq. 1. */
function sparsityAt(sparsity: number, progress: number): number {
  return sparsity * (1 - (1 - progress) ** 3);
}

/** Shares as counts. */
function costGoal(graph: Graph, goal: Exclude<PruneGoal, { sparsity: number }>): CostGoal {
  if ("cost" in goal) return goal;
  const [wanted, cost, unit] =
    "macs" in goal
      ? ([goal.macs, macsOf, "multiplications"] as const)
      : ([goal.bytes, bytesOf, "bytes"] as const);
  return { cost, most: wanted <= 1 ? wanted * cost(graph) : wanted, unit };
}

const macsOf = (graph: Graph) => graphCost(graph).macs;
const bytesOf = (graph: Graph) => encodeModel(graph, { valueInfo: true }).length;

/** In equal proportions from what the student has to what is wanted. */
function narrowed(
  { graph, kept }: Thinned,
  original: Graph,
  { cost, most, unit }: CostGoal,
  progress: number,
): Thinned {
  const start = cost(original);
  const now = thinned(graph, start * Math.min(1, most / start) ** progress, cost, unit);
  return { graph: now.graph, kept: keptOf(kept, now.kept) };
}

/** As many channels as possible within the limit: counted on the graph itself, by bisection. */
export function thinned(
  graph: Graph,
  limit: number,
  cost: (graph: Graph) => number,
  unit: string,
): Thinned {
  const { most, without, kept } = thinning(graph);
  let [low, high] = [0, most];
  if (cost(without(most)) > limit) {
    throw new UserError(
      `pruning: ${Math.round(limit)} ${unit} cannot be reached; the least is ${cost(without(most))}`,
      "allow more, or begin with a narrower student",
    );
  }
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (cost(without(middle)) <= limit) high = middle;
    else low = middle + 1;
  }
  return { graph: without(low), kept: kept(low) };
}
