/** @file Quantization-aware training: an exported student learns to be right on the numbers that its small file will hold. */
import type { Normalization } from "#core/signal";
import type { StageContext } from "#distill/train-stage";
import { calibratedRanges, type RangeContext } from "#export/quantize/calibrated-ranges";
import { equalized } from "#export/quantize/correct";
import type { Range } from "#export/quantize/range";
import type { Scheme } from "#export/quantize/scheme";
import type { Graph } from "#graph/graph";
import { zerosHeld } from "./prune-weights.ts";
import { roundingOf } from "./rounding-of.ts";
import { type TaughtGraph, type TeachOptions, teachGraph } from "./teach-graph.ts";

export interface AwareOptions extends RangeContext, TeachOptions {
  readonly scheme: Scheme;
  /** How the graph standardises its inputs. */
  readonly normalization: Normalization;
}

/**
 * Train a clean float graph (which stays as it is) for a scheme. Weights and activations are rounded in every forward
 * pass as the file will round them, batch-norm is part of the weights already, and weights that are zero stay zero.
 */
export async function trainForScheme(
  graph: Graph,
  { scheme, normalization, ...options }: AwareOptions,
  context: StageContext,
): Promise<TaughtGraph> {
  const even = equalized(graph);
  const { ranges } = scheme.calibrated
    ? await calibratedRanges(even, options)
    : { ranges: new Map<string, Range>() };
  const rounding = roundingOf(even, scheme, ranges);
  return teachGraph(even, { normalization, rounding, masks: zerosHeld(even) }, options, context);
}
