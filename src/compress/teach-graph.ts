/** @file An exported graph trained further, its float, unpruned self (or whoever else) as the teacher. */
import type { Network } from "#core/network";
import { disposeWeights, makeLearner } from "#distill/learner";
import { kd } from "#distill/response/kd";
import { type StageContext, type TrainOptions, trainStage } from "#distill/train-stage";
import type { Range } from "#export/quantize/range";
import type { Graph } from "#graph/graph";
import type { EpochFigures } from "#train/checkpoint";
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

export interface TaughtGraph {
  readonly graph: Graph;
  /** By value name, where activations were rounded. */
  readonly ranges: ReadonlyMap<string, Range>;
  readonly history: readonly EpochFigures[];
}

/** The graph with other weights; the one handed in stays as it is. The epoch that is best on the validation part counts. */
export async function teachGraph(
  graph: Graph,
  learning: GraphNetworkOptions,
  { teacher, train, temperature, lambda }: TeachOptions,
  context: StageContext,
): Promise<TaughtGraph> {
  const network = graphNetwork(graph, learning);
  try {
    const history = await trainStage(
      {
        ...{ lesson: kd, options: { ...kd.options, temperature, lambda } },
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
