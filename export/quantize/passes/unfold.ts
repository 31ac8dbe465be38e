/** @file A dense convolution over time as a product: for every step of the result one row of what its filter sees. */
import type { Dim, Graph, Node, Value } from "#graph/graph";
import { int64s } from "./quantized.ts";

/** A convolution of [batch, step, channel], not grouped. */
export interface Geometry {
  readonly batch: Dim;
  readonly channels: number;
  readonly filters: number;
  readonly kernel: number;
  readonly left: number;
  readonly right: number;
  readonly stride: number;
  readonly dilation: number;
  /** Steps of the input, of the result. */
  readonly from: number;
  readonly to: number;
}

/** Of a QLinearConv with channels last; `undefined` where it is grouped, has a height, or a size is not known. */
export function geometryOf({ inputs, outputs, attributes }: Node): Geometry | undefined {
  const [batch, from, channels] = inputs[0]!.shape;
  const to = outputs[0]!.shape[1];
  const known = [from, to, channels].every((size) => typeof size === "number");
  if (inputs[0]!.shape.length !== 3 || batch === undefined || !known) return undefined;
  if (Number(attributes.group ?? 1) !== 1) return undefined;
  const [filters, , kernel] = inputs[3]!.shape as readonly number[];
  const [left = 0, right = 0] = (attributes.pads ?? []) as readonly number[];
  const [stride = 1] = (attributes.strides ?? []) as readonly number[];
  const [dilation = 1] = (attributes.dilations ?? []) as readonly number[];
  const reach = (kernel! - 1) * dilation + 1;
  const said = Math.floor((Number(from) + left + right - reach) / stride) + 1 === to;
  if (!said) return undefined; // auto_pad adds what pads does not say
  const sizes = { channels: Number(channels), from: Number(from), to: Number(to) };
  return { batch, filters: filters!, kernel: kernel!, left, right, stride, dilation, ...sizes };
}

/** For every step of the result, the padded steps that its filter sees. */
export function seenSteps({ to, kernel, stride, dilation }: Geometry): number[][] {
  return Array.from({ length: to }, (_, t) =>
    Array.from({ length: kernel }, (__, j) => t * stride + j * dilation),
  );
}

/** Filters [filter, channel, tap] as a matrix [tap · channel, filter], row by row. */
export function matrixOf(w: Int8Array, { channels, filters, kernel }: Geometry): Int8Array {
  const matrix = new Int8Array(kernel * channels * filters);
  for (let o = 0; o < filters; o++)
    for (let c = 0; c < channels; c++)
      for (let j = 0; j < kernel; j++)
        matrix[(j * channels + c) * filters + o] = w[(o * channels + c) * kernel + j]!;
  return matrix;
}

/** Steps of [batch, step, channel] in the order of the list, which may repeat them. */
export function gather(graph: Graph, x: Value, steps: readonly number[]): Value {
  const [batch, , channels] = x.shape;
  const list = graph.constant(Int32Array.from(steps), [steps.length], "int32", "steps");
  const shape = [batch!, steps.length, channels!];
  return graph.add("Gather", [x, list], shape, { attributes: { axis: 1 } });
}

/** The steps that lie side by side in each row of [batch, row, step · channel], and what they are steps of. */
export interface GatheredRows {
  readonly from: Value;
  readonly steps: readonly (readonly number[])[];
}

/** Of what {@link gather} and {@link reshape} made; of another value, a step in each row. */
export function gatheredRows(rows: Value): GatheredRows {
  const view = rows.producer?.op === "Reshape" ? rows.producer.inputs[0]! : rows;
  const [from, list] = view.producer?.op === "Gather" ? view.producer.inputs : [];
  const count = Number(rows.shape[1]);
  if (!from || !(list?.data instanceof Int32Array)) return { from: rows, steps: eachAlone(count) };
  const kernel = list.data.length / count;
  const seen = Array.from(list.data);
  const steps = Array.from({ length: count }, (_, t) => seen.slice(t * kernel, (t + 1) * kernel));
  return { from, steps };
}

const eachAlone = (count: number) => Array.from({ length: count }, (_, t) => [t]);

/** One value before and after the steps. */
export function pad(
  graph: Graph,
  x: Value,
  [before, after]: readonly [number, number],
  value: Value,
): Value {
  if (before + after === 0) return x;
  const [batch, steps, channels] = x.shape;
  const shape = [batch!, Number(steps) + before + after, channels!];
  return graph.add("Pad", [x, int64s(graph, [0, before, 0, 0, after, 0]), value], shape);
}

/** The symbolic size is the one that Reshape infers. A view of a view is one view, or none. */
export function reshape(graph: Graph, x: Value, shape: readonly Dim[]): Value {
  const from = x.producer?.op === "Reshape" ? x.producer.inputs[0]! : x;
  if (from.shape.join() === shape.join()) return from;
  const sizes = shape.map((size) => (typeof size === "string" ? -1 : size));
  return graph.add("Reshape", [from, int64s(graph, sizes)], shape);
}
