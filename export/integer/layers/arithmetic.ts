/** @file Layers without weights that compute. */
import { sizeOf } from "#core/signal";
import { repeatedStrides, stridesOf } from "#export/device/order";
import type { Join } from "#export/device/program";
import { unaryFunction } from "#export/device/unary-functions";
import { clamp, fixedPoint } from "#export/integer/fixed-point";
import type { Grids } from "#export/integer/grids";
import type { Grid, IntegerTensor, Step } from "#export/integer/network";
import { longestSoftmax, unit } from "#export/integer/steps/softmax";
import { notInIntegers, type ToSteps } from "./layer.ts";
import { onAxes, tableBetween } from "./moves.ts";

export const unary: ToSteps<"unary"> = (layer, grids) =>
  byTable(layer.name, grids.of(layer.input), grids.define(layer.output), unaryFunction(layer));

/** A function of one number, as its 256 answers. */
export function byTable(
  name: string,
  input: IntegerTensor,
  output: IntegerTensor,
  f: (x: number) => number,
): Step[] {
  const length = sizeOf(input.shape);
  return [{ kind: "table", name, input, output, length, table: tableBetween(input, output, f) }];
}

const functions: Readonly<Record<Join["what"], (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  max: Math.max,
  min: Math.min,
};

/** With one number, or with itself, a function of one number; else of two. */
export const join: ToSteps<"join"> = (layer, grids) => {
  const { what, input, other, name } = layer;
  const f = functions[what];
  if (other.data?.length === 1) {
    return byTable(name, grids.of(input), grids.define(layer.output), (x) => f(x, other.data![0]!));
  }
  if (input.data?.length === 1) {
    return byTable(name, grids.of(other), grids.define(layer.output), (x) => f(input.data![0]!, x));
  }
  if (input === other) {
    return byTable(name, grids.of(input), grids.define(layer.output), (x) => f(x, x));
  }
  return ofTwo(layer, grids);
};

/** Of the output for one of an input: the first ends every grid, and more would not fit into the sum's 32 bits. */
const mostSteps = 2 ** 21;

function ofTwo(layer: Join, grids: Grids): Step[] {
  const { name, output: result } = layer;
  const { what, input, other } = asSumOrProduct(layer, grids);
  const output = grids.define(result);
  if (result.shape.length > 4) notInIntegers(layer, `joins ${result.shape.length} axes`);
  const sizes = onAxes(result, 4);
  const strides = [
    repeatedStrides(input.shape, sizes),
    repeatedStrides(other.shape, sizes),
  ] as const;
  const shares = [input.scale, layer.what === "sub" ? -other.scale : other.scale].map((scale) =>
    clamp(scale / output.scale, -mostSteps, mostSteps),
  );
  const bits = Math.min(30, 22 - Math.ceil(Math.log2(Math.max(...shares.map(Math.abs)))));
  const factors = shares.map((share) => Math.round(share * 2 ** bits)) as [number, number];
  const fixed =
    what === "mul"
      ? fixedPoint((input.scale * other.scale) / output.scale)
      : { multiplier: 1, shift: bits };
  return [
    { kind: "join", ...{ name, what, input, other, output, sizes, strides, factors, fixed } },
  ];
}

/** A difference is a sum whose second factor is negative; a quotient by a constant is a product. */
function asSumOrProduct(layer: Join, grids: Grids) {
  const { what, input, other } = layer;
  const read = { input: grids.of(input), other: grids.of(other) };
  if (what === "sub") return { what: "add" as const, ...read };
  if (what !== "div") return { what, ...read };
  if (!other.data) {
    const help = "take the quotient, such as a window's own standardisation, out of the model";
    return notInIntegers(layer, "divides by what it computes", help);
  }
  const inverse = { ...other, data: other.data.map((x) => 1 / x) };
  return { what: "mul" as const, ...read, other: grids.of(inverse) };
}

export const softmax: ToSteps<"softmax"> = (layer, grids) => {
  const input = grids.of(layer.input);
  const length = input.shape.at(-1)!;
  if (length > longestSoftmax) notInIntegers(layer, `shares among ${length}`);
  const rows = sizeOf(input.shape) / length;
  const exponentials = Int32Array.from({ length: 256 }, (_, d) =>
    Math.round(Math.exp(-d * input.scale) * unit),
  );
  const shared = { name: layer.name, input, rows, length, exponentials };
  if (layer.log) {
    const output = grids.define(layer.output, logarithmGrid(input, length));
    return [{ kind: "logSoftmax", ...shared, output, ...logarithms(input, output, length) }];
  }
  const output = grids.define(layer.output, { scale: 1 / 256, zeroPoint: -128 });
  return [{ kind: "softmax", ...shared, output }];
};

/**
 * Logarithms of shares lie as far apart as the scores, and have their step; at least one by which those of equal shares,
 * −log(length), are half of what there is.
 */
function logarithmGrid({ scale }: Grid, length: number): Grid {
  return { scale: Math.fround(Math.max(scale, Math.log(length) / 127)), zeroPoint: 127 };
}

/** From which sums on their logarithm is a step more, and steps of the input as steps of the output. */
function logarithms(input: Grid, output: Grid, length: number) {
  const steps = Math.round(Math.log(length) / output.scale);
  const sums = Int32Array.from({ length: Math.max(1, steps) }, (_, i) =>
    Math.min(2 ** 31 - 1, Math.round(Math.exp((i + 0.5) * output.scale) * unit)),
  );
  return { sums, fixed: fixedPoint(input.scale / output.scale) };
}

export const pool: ToSteps<"pool"> = (layer, grids) => {
  const { what, window, strides, padding, name } = layer;
  const input = grids.of(layer.input);
  const output = grids.define(layer.output, what === "max" ? input : undefined);
  if (what === "mean" && Object.values(padding).some((n) => n > 0))
    notInIntegers(layer, "takes means at the edge of fewer numbers");
  const [, height, width, channels] = input.shape as [number, number, number, number];
  const [, rows, columns] = output.shape as [number, number, number];
  return [
    {
      kind: "pool",
      ...{ name, what, input, output, window, strides, before: [padding.top, padding.left] },
      ...{ from: [height, width, channels], to: [rows, columns, channels] },
      fixed: meanOf(window[0] * window[1], input, output),
    },
  ];
};

export const reduce: ToSteps<"reduce"> = (layer, grids) => {
  const { what, axes, name } = layer;
  const input = grids.of(layer.input);
  const output = grids.define(layer.output, what === "max" ? input : undefined);
  if (input.shape.length > 4) notInIntegers(layer, `sums over some of ${input.shape.length} axes`);
  const sizes = onAxes(input, 4);
  const strides = stridesOf(sizes);
  const isSummed = sizes.map((_, axis) => axes.includes(axis - 4 + input.shape.length));
  const pick = (list: readonly number[], summed: boolean, otherwise: number) =>
    list.map((n, axis) => (isSummed[axis] === summed ? n : otherwise));
  const count = what === "mean" ? sizeOf(pick(sizes, true, 1)) : 1;
  return [
    {
      kind: "reduce",
      ...{ name, input, output, largest: what === "max", fixed: meanOf(count, input, output) },
      ...{ kept: pick(sizes, false, 1), keptStrides: pick(strides, false, 0) },
      ...{ summed: pick(sizes, true, 1), summedStrides: pick(strides, true, 0) },
    },
  ];
};

function meanOf(count: number, input: Grid, output: Grid) {
  return fixedPoint(input.scale / (output.scale * count));
}
