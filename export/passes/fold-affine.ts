/**
 * before:  x ─ Conv(W, b) ─ Mul(s) ─ Add(o) ─ y              (batch-norm; likewise after Gemm)
 * after:   x ─ Conv(W·s, b·s + o) ─ y                         one s and o per output channel
 */
import type { Graph, Node, Value } from "#graph/graph";
import { definePass, type Pass } from "#graph/pass";
import { onlyReader } from "./only-reader.ts";

/** Fold products and sums with constants per output channel into the layer before them. */
export const foldAffine: Pass = definePass({
  name: "fold-affine",
  source: "Jacob et al. 2018, arXiv:1712.05877, §3.2",
  run(graph) {
    let rewrites = 0;
    for (const op of ["Conv", "Gemm"]) {
      for (const layer of graph.nodesOf(op)) while (foldOne(graph, layer)) rewrites++;
    }
    return rewrites;
  },
});

/** Per output channel: y · scale + shift, by default y · 1 + 0. */
interface Affine {
  readonly scale?: Float64Array;
  readonly shift?: Float64Array;
}

function foldOne(graph: Graph, layer: Node): boolean {
  const [, weight, bias] = layer.inputs;
  if (!weight?.data || (bias && !bias.data) || !plainGemm(layer)) return false;
  const axis = layer.op === "Conv" || layer.attributes.transB ? 0 : 1;
  const channels = weight.shape[axis] as number;
  const after = affineAfter(graph, layer, channels);
  if (!after) return false;
  const [node, { scale, shift }] = after;
  if (scale) graph.setInput(layer, 1, scaled(graph, weight, scale, axis));
  const old = (bias?.data as Float32Array | undefined) ?? new Float32Array(channels);
  const moved = Float32Array.from({ length: channels }, (_, c) => {
    const before = old[old.length === 1 ? 0 : c]!;
    return before * (scale?.[c] ?? 1) + (shift?.[c] ?? 0);
  });
  graph.setInput(layer, 2, graph.constant(moved, [channels], "float32", `${layer.name}:bias`));
  graph.bypass(node, layer.outputs[0]!);
  return true;
}

/** The weight, each output channel times its scale. */
function scaled(graph: Graph, weight: Value, scale: Float64Array, axis: number): Value {
  const data = (weight.data as Float32Array).slice();
  const inner = axis === 0 ? data.length / scale.length : 1;
  for (let i = 0; i < data.length; i++) data[i]! *= scale[Math.floor(i / inner) % scale.length]!;
  return graph.constant(data, weight.shape as number[], "float32", weight.name);
}

function plainGemm({ op, attributes: { alpha = 1, beta = 1 } }: Node): boolean {
  return op !== "Gemm" || (alpha === 1 && beta === 1);
}

/** The arithmetic that alone reads the layer, and what it does to each channel. */
function affineAfter(graph: Graph, layer: Node, channels: number): [Node, Affine] | undefined {
  for (const [op, affineOf] of arithmetic) {
    const node = onlyReader(graph, layer, op);
    if (!node) continue;
    const constant = node.inputs.find((value) => value?.data);
    const each = constant && perChannel(constant, channels, layer.outputs[0]!.shape.length);
    if (!each || (node.inputs[0] === constant && (op === "Sub" || op === "Div"))) return undefined;
    return [node, affineOf(each)];
  }
  return undefined;
}

const arithmetic: ReadonlyMap<string, (each: Float64Array) => Affine> = new Map([
  ["Add", (shift: Float64Array): Affine => ({ shift })],
  ["Sub", (x: Float64Array): Affine => ({ shift: x.map((value) => -value) })],
  ["Mul", (scale: Float64Array): Affine => ({ scale })],
  ["Div", (x: Float64Array): Affine => ({ scale: x.map((value) => 1 / value) })],
]);

/** The constant for each channel, where it depends on nothing else (channels are axis 1). */
function perChannel(
  { data, dtype, shape }: Value,
  channels: number,
  rank: number,
): Float64Array | undefined {
  if (dtype !== "float32" || shape.length > rank) return undefined;
  const values = data as Float32Array;
  if (values.length === 1) return new Float64Array(channels).fill(values[0]!);
  const onChannels = shape.every(
    (size, i) => size === 1 || (size === channels && i - shape.length + rank === 1),
  );
  return onChannels ? new Float64Array(values) : undefined;
}
