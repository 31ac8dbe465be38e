/** @file Which layers have to stay in float so that the model is good enough: the most sensitive ones, one by one. */
import { type Budget, type Change, isWithin } from "./judge.ts";
import type { Kept } from "./plan.ts";

export interface Sensitivity {
  readonly layer: string;
  /** Output error with this layer alone quantized. */
  readonly outputError: number;
}

export interface Fallback {
  readonly keep: Kept;
  /** Most sensitive first; empty where nothing had to be kept. */
  readonly sensitivities: readonly Sensitivity[];
}

/**
 * Quantize each layer by itself to see what it costs, then keep the costliest in float until the budget holds.
 *
 * @param layers Names of all layers that could be quantized.
 * @param changeWith What the model that keeps the given layers in float costs.
 */
export async function keepWithin(
  budget: Budget,
  layers: readonly string[],
  changeWith: (keep: Kept) => Promise<Change>,
): Promise<Fallback> {
  if (isWithin(await changeWith(new Set()), budget)) return { keep: new Set(), sensitivities: [] };
  const sensitivities: Sensitivity[] = [];
  for (const layer of layers) {
    const { outputError } = await changeWith(new Set(layers.filter((other) => other !== layer)));
    sensitivities.push({ layer, outputError });
  }
  sensitivities.sort((a, b) => b.outputError - a.outputError);
  const keep = new Set<string>();
  for (const { layer } of sensitivities) {
    keep.add(layer);
    if (isWithin(await changeWith(keep), budget)) break;
  }
  return { keep, sensitivities };
}
