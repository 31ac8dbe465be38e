/** @file An exported graph trained further, its float, unpruned self (or whoever else) as the teacher. */
import type { Network } from "#core/network";
import { disposeWeights, makeLearner } from "#distill/learner";
import { kd } from "#distill/response/kd";
import { type StageContext, type TrainOptions, trainStage } from "#distill/train-stage";
import type { Range } from "#export/quantize/range";
import type { Graph } from "#graph/graph";
import type { EpochFigures } from "#train/checkpoint";
import { blockwise } from "./blockwise.ts";
import { type GraphNetworkOptions, graphNetwork } from "./graph-network.ts";

export interface TeachOptions {
  /** It sees the same windows. */
  readonly teacher: Network;
  readonly train: TrainOptions;
  /** Of {@link kd}: the teacher has the weight λ, the labels the rest. */
  readonly temperature: number;
  readonly lambda: number;
}

export const teachDefaults = { temperature: kd.options.temperature, lambda: kd.options.lambda };

/** Weight of the blocks beside the logits. */
const blockWeight = 1;

export interface TaughtGraph {
  readonly graph: Graph;
  /** By value name, where activations were rounded. */
  readonly ranges: ReadonlyMap<string, Range>;
  readonly history: readonly EpochFigures[];
}

/** The graph with other weights, taught at its borders too where it has some; the one handed in stays as it is. The epoch that is best on the validation part counts. */
export async function teachGraph(
  graph: Graph,
  learning: GraphNetworkOptions,
  { teacher, train, temperature, lambda }: TeachOptions,
  context: StageContext,
): Promise<TaughtGraph> {
  const network = graphNetwork(graph, learning);
  const given = { ...kd.options, temperature, lambda };
  const learnt = learning.borders
    ? { lesson: blockwise, options: { ...given, beta: blockWeight } }
    : { lesson: kd, options: given };
  try {
    const history = await trainStage(
      {
        ...learnt,
        ...{ learner: makeLearner(network), peers: {}, constants: {}, memory: {} },
        teachers: [{ kind: "live", network: teacher }],
        ...{ train, keep: "best" },
      },
      context,
    );
    return { ...network.trained(), history };
  } finally {
    disposeWeights([network.model]);
  }
}
