/** @file Quantization-aware training: an exported student learns to be right on the numbers that its small file will hold. */
import type { Network } from "#core/network";
import type { Normalization } from "#core/signal";
import { makeLearner } from "#distill/learner";
import { kd } from "#distill/response/kd";
import { type StageContext, type TrainOptions, trainStage } from "#distill/train-stage";
import { calibratedRanges, type RangeContext } from "#export/quantize/calibrated-ranges";
import { equalized } from "#export/quantize/correct";
import type { Range } from "#export/quantize/range";
import type { Scheme } from "#export/quantize/scheme";
import type { TrainedForScheme } from "#export/quantize/trained";
import type { Graph } from "#graph/graph";
import type { EpochFigures } from "#train/checkpoint";
import { graphNetwork } from "./graph-network.ts";
import { zerosHeld } from "./prune-weights.ts";
import { roundingOf } from "./rounding-of.ts";

export interface AwareOptions extends RangeContext {
  readonly scheme: Scheme;
  /** The float student, or whoever else teaches; it sees the same windows. */
  readonly teacher: Network;
  readonly train: TrainOptions;
  /** How the graph standardises its inputs. */
  readonly normalization: Normalization;
  /** Of {@link kd}. */
  readonly temperature: number;
  readonly lambda: number;
}

export interface AwareResult extends TrainedForScheme {
  readonly history: readonly EpochFigures[];
}

export const awareDefaults = { temperature: kd.options.temperature, lambda: kd.options.lambda };

/**
 * Train a clean float graph (which stays as it is) for a scheme. Weights and activations are rounded in every forward
 * pass as the file will round them, batch-norm is part of the weights already, and the teacher's probabilities are what
 * is learnt, beside the labels. The epoch that is best on the validation part counts.
 */
export async function trainForScheme(
  graph: Graph,
  { scheme, teacher, train, normalization, temperature, lambda, ...calibration }: AwareOptions,
  context: StageContext,
): Promise<AwareResult> {
  const even = equalized(graph);
  const { ranges } = scheme.calibrated
    ? await calibratedRanges(even, calibration)
    : { ranges: new Map<string, Range>() };
  const rounding = roundingOf(even, scheme, ranges);
  const network = graphNetwork(even, { normalization, rounding, masks: zerosHeld(even) });
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
}
