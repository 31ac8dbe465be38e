/** @file What may be done to a float model so that quantizing it costs less; each step by itself. */

import { copyGraph } from "#graph/copy-graph";
import type { Graph, Node } from "#graph/graph";
import { runPasses } from "#graph/pass";
import type { CreateSession } from "#runtime/session";
import type { CalibrationFeeds } from "./calibrate.ts";
import { correctBias } from "./corrections/correct-bias.ts";
import { equalize } from "./corrections/equalize.ts";
import { seenInputs } from "./corrections/layer-inputs.ts";
import { roundToData } from "./corrections/round-to-data.ts";
import { stepOf } from "./grids.ts";
import { type Kept, quantizedLayers } from "./plan.ts";
import type { Scheme } from "./scheme.ts";
import { biasOf, setBias, setWeight, weightOf } from "./weights.ts";

export interface Corrections {
  /** Even out the ranges of channels between layers (cross-layer equalisation). */
  readonly equalize: boolean;
  /** Round each weight up or down as calibration windows tell (AdaRound's objective). */
  readonly rounding: "nearest" | "data";
  /** Take back the mean shift of rounded weights. */
  readonly bias: boolean;
}

export const allCorrections: Corrections = { equalize: true, rounding: "data", bias: true };

/** Balanced channels: the float model answers as before, and ranges must be measured after it. */
export function equalized(graph: Graph): Graph {
  const copy = copyGraph(graph);
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

/** Dense layers, and convolutions with a height whose filters lie on known places. */
function isCorrectable({ inputs, outputs }: Node): boolean {
  const { length: rank } = inputs[0]!.shape;
  const places = outputs[0]!.shape.slice(2);
  return rank === 2 || (rank === 4 && places.every((size) => typeof size === "number"));
}

/** A float graph whose weights lie on the scheme's grid, and whose biases make up for it. */
export async function corrected(
  graph: Graph,
  { rounding, bias }: Corrections,
  { scheme, weightBits, keep, feeds, createSession }: CorrectionInputs,
): Promise<Graph> {
  const copy = copyGraph(graph);
  const layers = quantizedLayers(copy, keep).filter(isCorrectable);
  const gridded = layers.flatMap((layer) => {
    const grid = scheme.grid(layer, weightBits);
    return grid ? [{ layer, grid }] : [];
  });
  if (gridded.length === 0) return copy;
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

/** Layers that stay in float have the weights and biases they came with. */
export function restored(graph: Graph, original: Graph, keep: Kept): Graph {
  if (keep.size === 0) return graph;
  const copy = copyGraph(graph);
  const before = new Map(quantizedLayers(original).map((layer) => [layer.name, layer]));
  for (const layer of quantizedLayers(copy)) {
    const source = keep.has(layer.name) && before.get(layer.name);
    if (!source) continue;
    setWeight(copy, layer, weightOf(source).data);
    if (layer.inputs[2]) setBias(copy, layer, biasOf(source));
  }
  return copy;
}
