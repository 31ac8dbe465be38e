/** @file What may be done to a float model so that quantizing it costs less; each step by itself. */

import type { Graph } from "#graph/graph";
import { runPasses } from "#graph/pass";
import type { CreateSession } from "#runtime/session";
import type { CalibrationFeeds } from "./calibrate.ts";
import { correctBias } from "./corrections/correct-bias.ts";
import { equalize } from "./corrections/equalize.ts";
import { seenInputs } from "./corrections/layer-inputs.ts";
import { roundToData } from "./corrections/round-to-data.ts";
import { stepOf } from "./grids.ts";
import { isWeighted, type Kept } from "./plan.ts";
import { copyOf, type Scheme } from "./scheme.ts";
import { biasOf, setBias, setWeight, weightOf } from "./weights.ts";

export interface Corrections {
  /** Even out the ranges of channels between layers (cross-layer equalisation). */
  readonly equalize: boolean;
  /** Round each weight up or down as calibration windows tell (AdaRound's objective). */
  readonly rounding: "nearest" | "data";
  /** Take back the mean shift of rounded weights. */
  readonly bias: boolean;
}

export const noCorrections: Corrections = { equalize: false, rounding: "nearest", bias: false };

/** Balanced channels: the float model answers as before, and ranges must be measured after it. */
export function equalized(graph: Graph): Graph {
  const copy = copyOf(graph);
  runPasses(copy, [equalize]);
  return copy;
}

export interface CorrectionInputs {
  readonly scheme: Scheme;
  readonly weightBits: 7 | 8;
  readonly keep: Kept;
  readonly feeds: CalibrationFeeds;
  readonly createSession: CreateSession;
}

/** A float graph whose weights lie on the scheme's grid, and whose biases make up for it. */
export async function corrected(
  graph: Graph,
  { rounding, bias }: Corrections,
  { scheme, weightBits, keep, feeds, createSession }: CorrectionInputs,
): Promise<Graph> {
  const copy = copyOf(graph);
  const layers = copy.nodes.filter((node) => isWeighted(node) && !keep.has(node.name));
  const gridded = layers.flatMap((layer) => {
    const grid =
      layer.inputs[0]!.shape.length === 4 || layer.op === "Gemm"
        ? scheme.grid(layer, weightBits)
        : undefined;
    return grid ? [{ layer, grid }] : [];
  });
  const seen = await seenInputs(
    copy,
    gridded.map(({ layer }) => layer),
    feeds,
    createSession,
  );
  for (const { layer, grid } of gridded) {
    const inputs = seen.get(layer.name)!;
    const { data } = weightOf(layer);
    const rounded =
      rounding === "data"
        ? roundToData(layer, grid, inputs)
        : data.map((w, i) => stepOf(w, i, grid) * grid.scaleOf(i));
    if (bias) {
      const change = rounded.map((w, i) => w - data[i]!);
      setBias(copy, layer, correctBias(layer, biasOf(layer), change, inputs));
    }
    setWeight(copy, layer, rounded);
  }
  return copy;
}
