/** @file Rounding that the data decide: each weight up or down, so that the layer's answers change least. */
import { stepOf } from "#export/quantize/grids";
import type { WeightGrid } from "#export/quantize/scheme";
import { layoutOf, outputAxis, weightOf } from "#export/quantize/weights";
import type { Node } from "#graph/graph";
import type { SeenInputs } from "./layer-inputs.ts";

/**
 * The layer's weights on the grid. For every output channel the error eᵀHe is lowered, with e the rounding errors and H
 * the mean of x·xᵀ over what the filter sees: AdaRound's objective, by coordinate descent from the nearest rounding. It
 * never ends above where it began. Each weight ends at one of its two neighbours on the grid.
 */
export function roundToData(
  layer: Node,
  grid: WeightGrid,
  seen: readonly SeenInputs[],
): Float32Array {
  const { data } = weightOf(layer);
  const { channels } = layoutOf(layer);
  const width = data.length / channels;
  const index = elementsOf(layer, channels, width);
  const rounded = new Float32Array(data.length);
  for (let c = 0; c < channels; c++) {
    const inputs = seen[Math.floor((c * seen.length) / channels)]!;
    const at = (i: number) => index(c, i);
    const weights = Float64Array.from({ length: width }, (_, i) => data[at(i)]!);
    const scales = Float64Array.from({ length: width }, (_, i) => grid.scaleOf(at(i)));
    const steps = Float64Array.from(weights, (w, i) => stepOf(w, at(i), grid));
    descend(weights, scales, steps, grid.steps, inputs.products);
    for (let i = 0; i < width; i++) rounded[at(i)] = steps[i]! * scales[i]!;
  }
  return rounded;
}

/** Position of input `i` of output channel `c` among the weights. */
function elementsOf(layer: Node, channels: number, width: number) {
  return outputAxis(layer) === 0
    ? (c: number, i: number) => c * width + i
    : (c: number, i: number) => i * channels + c;
}

const sweeps = 8;

/** Move single weights to their other neighbour while that lowers the error; `steps` change in place. */
function descend(
  weights: Float64Array,
  scales: Float64Array,
  steps: Float64Array,
  most: number,
  products: Float64Array,
): void {
  const width = weights.length;
  const error = Float64Array.from(weights, (w, i) => steps[i]! * scales[i]! - w);
  const slope = new Float64Array(width); // H e
  for (let i = 0; i < width; i++) addRow(slope, products, i, error[i]!);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    let moved = false;
    for (let i = 0; i < width; i++) {
      const direction = error[i]! > 0 ? -1 : 1;
      const move = direction * scales[i]!;
      const gain = move * (2 * slope[i]! + move * products[i * width + i]!);
      const exact = Math.abs(error[i]!) < 1e-4 * scales[i]!; // both neighbours are the weight itself
      if (exact || gain >= -1e-12 || Math.abs(steps[i]! + direction) > most) continue;
      steps[i]! += direction;
      error[i]! += move;
      addRow(slope, products, i, move);
      moved = true;
    }
    if (!moved) return;
  }
}

function addRow(slope: Float64Array, products: Float64Array, row: number, factor: number): void {
  const width = slope.length;
  for (let j = 0; j < width; j++) slope[j]! += factor * products[row * width + j]!;
}
