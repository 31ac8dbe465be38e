/** @file Products of matrices that a window makes. */
import { sizeOf } from "#core/signal";
import { transposedData } from "#export/device/order";
import type { Product, Tensor } from "#export/device/program";
import { aligned, perWindow } from "#export/formats/tfjs/batch-in-front";
import type { Held } from "#export/formats/tfjs/held";
import type { LayerName } from "#export/formats/tfjs/layers/layer-list";
import { type LayerLowering, type Lowered, unsupported } from "./lowered.ts";
import { turned } from "./moves.ts";

export const product: LayerLowering<"product"> = (layer, into) => {
  const { input, other, output, name } = layer;
  const held = (tensor: Tensor): Held => {
    const shape = aligned(tensor.shape, output.shape);
    return { node: into.read(tensor, shape), shape };
  };
  const make = (): LayerName => {
    if (other.data) return withWeights(layer, into, name, held(input), matrix(layer, other));
    if (input.data) return fromTheLeft(layer, into, held(other));
    const [a, b] = [held(input), held(other)];
    if (a.shape.length === 2 && b.shape.length === 2)
      return into.layers.add("Dot", name, [a.node, b.node], { axes: [2, 1], normalize: false });
    return elementwise(into, name, a, b);
  };
  into.hold(output, make(), perWindow(output.shape));
};

/** A constant matrix `[row, column]`, the same for all that it meets. */
function matrix(layer: Product, { shape, data }: Tensor) {
  const [rows, columns] = shape.slice(-2) as [number, number];
  if (sizeOf(shape) !== rows * columns) unsupported(layer, "multiplies by several constants");
  return { shape: [rows, columns], data: data! };
}

type Matrix = ReturnType<typeof matrix>;

function withWeights(
  layer: Product,
  into: Lowered,
  name: string,
  x: Held,
  kernel: Matrix,
): LayerName {
  if (x.shape.length < 2) unsupported(layer, "multiplies a vector");
  const config = { units: kernel.shape[1], activation: "linear", use_bias: false };
  return into.layers.add("Dense", name, [x.node], config, { kernel });
}

/** A · x = (xᵀ · Aᵀ)ᵀ */
function fromTheLeft(layer: Product, into: Lowered, x: Held): LayerName {
  const { shape, data } = matrix(layer, layer.input);
  const [rows, columns] = shape as [number, number];
  const swap = swapped(x.shape.length);
  const across = turned(into, `${layer.name}_turned`, x, swap);
  const kernel = {
    shape: [columns, rows],
    data: transposedData(data as Float32Array, shape, [1, 0]),
  };
  const node = withWeights(layer, into, `${layer.name}_product`, across, kernel);
  return turned(into, layer.name, { node, shape: across.shape.with(-1, rows) }, swap).node;
}

/** The last two axes exchanged. */
function swapped(rank: number): number[] {
  return [...Array.from({ length: rank - 2 }, (_, i) => i), rank - 1, rank - 2];
}

/** Σₖ a[…, m, 1, k] · b[…, 1, n, k]: the layer Dot only knows one matrix per window. */
function elementwise(into: Lowered, name: string, a: Held, b: Held): LayerName {
  const [m, k] = a.shape.slice(-2) as [number, number];
  const across = turned(into, `${name}_turned`, b, swapped(b.shape.length));
  const n = across.shape.at(-2)!;
  const rows = into.shaped(`${name}_rows`, a, [...a.shape.slice(0, -2), m, 1, k]);
  const columns = into.shaped(`${name}_columns`, across, [...across.shape.slice(0, -2), 1, n, k]);
  const pairs = into.layers.add("Multiply", `${name}_pairs`, [rows, columns], {});
  const ones = { shape: [k, 1], data: new Float32Array(k).fill(1) };
  const config = { units: 1, activation: "linear", use_bias: false, trainable: false };
  const sums = into.layers.add("Dense", `${name}_sums`, [pairs], config, { kernel: ones });
  const lead = a.shape.slice(0, -2).map((size, i) => Math.max(size, across.shape[i]!));
  return into.shaped(name, { node: sums, shape: [...lead, m, n, 1] }, [...lead, m, n]);
}
