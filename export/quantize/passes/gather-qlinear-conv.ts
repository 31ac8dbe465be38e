/**
 * before:  u [B,1,T,C] ─ com.microsoft.QLinearConv(W [O,C,1,k], b) ─ v [B,1,T′,O]
 * after:   u ─ Pad(zero) ─ Pad(one more step of z + m) ─ Gather [B,T′·(k+1),C] ─ Reshape [B·T′,(k+1)·C]
 *            ─ QLinearMatMul(W and b as one matrix [(k+1)·C,O]) ─ Reshape ─ v
 * The extra step is the same in every window: its weights, times m, sum up to the bias, which QLinearMatMul has not.
 */
import type { Graph, Node, Value } from "#graph/graph";
import { definePass, type Pass } from "#graph/pass";
import { contrib, int64s, succeed } from "./quantized.ts";

/** Dense convolutions as products of unfolded windows, in standard operators. */
export const gatherQlinearConv: Pass = definePass({
  name: "gather-qlinear-conv",
  source: "wristill; ONNX operators Gather and QLinearMatMul",
  run(graph) {
    return graph.nodesOf("QLinearConv", contrib).filter((node) => unfold(graph, node)).length;
  },
});

interface Geometry {
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

function unfold(graph: Graph, conv: Node): boolean {
  const it = geometryOf(conv);
  const bias = it && biasRows(conv, it);
  if (!it || !bias) return false;
  const [x, scale, zero, w, wScale, , yScale, yZero] = conv.inputs as Value[];
  const { channels, filters, kernel, left, right, from, to } = it;
  const batch = x!.shape[0]!;
  const padded = from + left + right;
  const steps = pad(graph, reshape(graph, x!, [batch, from, channels]), [left, right], zero!);
  const extra = Uint8Array.of(Number(zero!.data![0]) + bias.value);
  const last = pad(graph, steps, [0, 1], graph.constant(extra, [], "uint8", "one"));
  const rows = graph.constant(Int32Array.from(taps(it, padded)), [to * (kernel + 1)], "int32");
  const gathered = graph.add("Gather", [last, rows], [batch, to * (kernel + 1), channels], {
    attributes: { axis: 1 },
  });
  const width = (kernel + 1) * channels;
  const matrix = graph.constant(
    matrixOf(w!.data as Int8Array, bias.rows, it),
    [width, filters],
    "int8",
    w!.name,
  );
  const unfolded = reshape(graph, gathered, ["rows", width]);
  const wZero = graph.constant(new Int8Array(filters), [filters], "int8", "weight_zero");
  const inputs = [
    unfolded,
    scale!,
    zero!,
    matrix,
    perFilter(graph, wScale!, filters),
    wZero,
    yScale!,
    yZero!,
  ];
  const product = graph.add("QLinearMatMul", inputs, ["rows", filters], { dtype: "uint8" });
  succeed(graph, product, conv, conv, reshape(graph, product, [batch, 1, to, filters]));
  return true;
}

function geometryOf({ inputs, outputs, attributes }: Node): Geometry | undefined {
  const [batch, height, from, channels] = inputs[0]!.shape;
  const to = outputs[0]!.shape[2];
  const [filters, , rows, kernel] = inputs[3]!.shape as readonly number[];
  const pads = (attributes.pads as readonly number[] | undefined) ?? [0, 0, 0, 0];
  const strides = (attributes.strides as readonly number[] | undefined) ?? [1, 1];
  const dilations = (attributes.dilations as readonly number[] | undefined) ?? [1, 1];
  const known = [from, to, channels].every((size) => typeof size === "number");
  const flat = height === 1 && rows === 1 && pads[0] === 0 && pads[2] === 0;
  if (!known || !flat || batch === undefined || Number(attributes.group ?? 1) !== 1)
    return undefined;
  return {
    ...{
      channels: Number(channels),
      filters: filters!,
      kernel: kernel!,
      from: Number(from),
      to: Number(to),
    },
    ...{ left: pads[1]!, right: pads[3]!, stride: strides[1]!, dilation: dilations[1]! },
  };
}

/** For every step of the result: the padded steps its filter sees, then the extra one. */
function taps({ to, kernel, stride, dilation }: Geometry, padded: number): number[] {
  return Array.from({ length: to }, (_, t) => [
    ...Array.from({ length: kernel }, (__, j) => t * stride + j * dilation),
    padded,
  ]).flat();
}

/** `[channel, filter]`, and the distance m of the extra step from zero, so that `m · Σ rows` is the bias. */
function biasRows(conv: Node, { channels, filters }: Geometry) {
  const bias = (conv.inputs[8]?.data as Int32Array | undefined) ?? new Int32Array(filters);
  const zero = Number(conv.inputs[2]!.data![0]);
  const largest = bias.reduce((most, b) => Math.max(most, Math.abs(b)), 0);
  const size = Math.max(1, Math.ceil(largest / (127 * channels)));
  const room = 255 - zero;
  const value = size <= room ? size : size <= zero ? -size : undefined;
  if (value === undefined) return undefined;
  const rows = new Int8Array(channels * filters);
  for (let o = 0; o < filters; o++) {
    const sum = Math.round(bias[o]! / value);
    const share = Math.trunc(sum / channels);
    const rest = sum - share * channels;
    for (let c = 0; c < channels; c++) {
      rows[c * filters + o] = share + (c < Math.abs(rest) ? Math.sign(rest) : 0);
    }
  }
  return { rows, value };
}

/** `[tap · channel, filter]`, the bias below. */
function matrixOf(
  w: Int8Array,
  bias: Int8Array,
  { channels, filters, kernel }: Geometry,
): Int8Array {
  const matrix = new Int8Array((kernel + 1) * channels * filters);
  for (let o = 0; o < filters; o++) {
    for (let c = 0; c < channels; c++) {
      for (let j = 0; j < kernel; j++) {
        matrix[(j * channels + c) * filters + o] = w[(o * channels + c) * kernel + j]!;
      }
    }
  }
  matrix.set(bias, kernel * channels * filters);
  return matrix;
}

function perFilter(graph: Graph, scale: Value, filters: number): Value {
  if (scale.shape[0] === filters) return scale;
  const same = new Float32Array(filters).fill(Number(scale.data![0]));
  return graph.constant(same, [filters], "float32", scale.name);
}

/** Steps before and after, of one value. */
function pad(
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

function reshape(graph: Graph, x: Value, shape: readonly (number | string)[]): Value {
  const sizes = shape.map((size) => (typeof size === "string" ? -1 : size));
  return graph.add("Reshape", [x, int64s(graph, sizes)], shape);
}
