/** @file Layers that put elements elsewhere; their grids go along. */

import { sizeOf } from "#core/signal";
import { stridesOf } from "#export/device/order";
import type { Layer, Tensor } from "#export/device/program";
import type { Grid, IntegerTensor } from "#export/integer/network";
import type { MoveStep } from "#export/integer/steps/move";
import { notInIntegers, type ToSteps } from "./layer.ts";

export const reshape: ToSteps<"reshape"> = (layer, grids) => {
  const input = grids.of(layer.input);
  grids.define(layer.output, input, input);
  return [];
};

export const transpose: ToSteps<"transpose"> = (layer, grids) => {
  const input = grids.of(layer.input);
  const output = grids.define(layer.output, input);
  const strides = stridesOf(layer.input.shape);
  const fromStrides = layer.perm.map((axis) => strides[axis]!);
  const toStrides = stridesOf(layer.output.shape);
  return [moved(layer, input, output, { sizes: layer.output.shape, fromStrides, toStrides })];
};

export const slice: ToSteps<"slice"> = (layer, grids) => {
  const input = grids.of(layer.input);
  const output = grids.define(layer.output, input);
  const fromStrides = stridesOf(layer.input.shape);
  const toStrides = stridesOf(layer.output.shape);
  const from = placeOf(layer.begin, fromStrides);
  return [moved(layer, input, output, { sizes: layer.output.shape, fromStrides, toStrides, from })];
};

export const pad: ToSteps<"pad"> = (layer, grids) => {
  const input = grids.of(layer.input);
  const output = grids.define(layer.output, input);
  const fromStrides = stridesOf(layer.input.shape);
  const toStrides = stridesOf(layer.output.shape);
  const to = placeOf(layer.before, toStrides);
  const clear = sizeOf(layer.output.shape);
  const sizes = layer.input.shape;
  return [moved(layer, input, output, { sizes, fromStrides, toStrides, to, clear })];
};

export const concat: ToSteps<"concat"> = (layer, grids) => {
  const inputs = layer.inputs.map((tensor) => grids.of(tensor));
  const output = grids.define(layer.output);
  const toStrides = stridesOf(layer.output.shape);
  let to = 0;
  return inputs.map((input) => {
    const places = { sizes: input.shape, fromStrides: stridesOf(input.shape), toStrides, to };
    to += input.shape[layer.axis]! * toStrides[layer.axis]!;
    return moved(layer, input, output, places);
  });
};

interface Places {
  readonly sizes: readonly number[];
  readonly fromStrides: readonly number[];
  readonly toStrides: readonly number[];
  readonly from?: number;
  readonly to?: number;
  readonly clear?: number;
}

function moved(
  layer: Layer,
  input: IntegerTensor,
  output: IntegerTensor,
  places: Places,
): MoveStep {
  const { sizes, fromStrides, toStrides, from = 0, to = 0, clear = 0 } = places;
  if (sizes.length > 5) notInIntegers(layer, `moves ${sizes.length} axes`);
  const five = (list: readonly number[], fill: number) => [
    ...Array<number>(5 - list.length).fill(fill),
    ...list,
  ];
  return {
    kind: "move",
    name: layer.name,
    ...{ input, output, from, to, clear, table: tableBetween(input, output, (x) => x) },
    sizes: five(sizes, 1),
    fromStrides: five(fromStrides, 0),
    toStrides: five(toStrides, 0),
  };
}

/** The answer to each integer, by integer + 128. NaN becomes zero. */
export function tableBetween(input: Grid, output: Grid, f: (x: number) => number): Int8Array {
  return Int8Array.from({ length: 256 }, (_, i) => {
    const real = f((i - 128 - input.zeroPoint) * input.scale);
    const step = Math.round((Number.isNaN(real) ? 0 : real) / output.scale) + output.zeroPoint;
    return Math.min(127, Math.max(-128, step));
  });
}

function placeOf(index: readonly number[], strides: readonly number[]): number {
  return index.reduce((sum, n, axis) => sum + n * strides[axis]!, 0);
}

/** Its size along each axis, with axes of 1 in front. */
export function onAxes({ shape }: Pick<Tensor, "shape">, rank: number): readonly number[] {
  return [...Array<number>(rank - shape.length).fill(1), ...shape];
}
