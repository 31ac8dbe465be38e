/** @file Grids that weights are rounded to. */
import type { Node } from "#graph/graph";
import { largestOf, stepOver } from "./params.ts";
import type { WeightGrid } from "./scheme.ts";
import { layoutOf, weightOf } from "./weights.ts";

/** One scale per output channel; its largest weight lies on the last step. */
export function channelGrid(layer: Node, bits: 7 | 8): WeightGrid {
  const steps = 2 ** (bits - 1) - 1;
  const layout = layoutOf(layer);
  const largest = largestOf(weightOf(layer).data, layout);
  return { steps, scaleOf: (i) => stepOver(largest[layout.channelOf(i)]!, steps) };
}

/** One scale per `size` neighbouring weights, as a float16 holds it. */
export function blockGrid(weight: Float32Array, size: number, steps: number): WeightGrid {
  const channels = Math.ceil(weight.length / size);
  const largest = largestOf(weight, { channels, channelOf: (i) => Math.floor(i / size) });
  return { steps, block: size, scaleOf: (i) => stepOver(largest[Math.floor(i / size)]!, steps) };
}

/** The nearest whole number of steps. */
export function stepOf(weight: number, i: number, { steps, scaleOf }: WeightGrid): number {
  return Math.min(steps, Math.max(-steps, Math.round(weight / scaleOf(i))));
}
