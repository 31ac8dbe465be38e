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
      for (const layer of graph.nodesOf(op)) if (foldOne(graph, layer)) rewrites++;
    }
    return rewrites;
  },
});

/** Per output channel: y · scale + shift. */
interface Affine {
  readonly node: Node;
  readonly scale: (channel: number) => number;
  readonly shift: (channel: number) => number;
}

function foldOne(graph: Graph, layer: Node): boolean {
  const [, weight, bias] = layer.inputs;
  if (!weight?.data || (bias && !bias.data) || !plainGemm(layer)) return false;
  const axis = layer.op === "Conv" || layer.attributes.transB ? 0 : 1;
  const channels = weight.shape[axis] as number;
  const affine = affineAfter(graph, layer, channels);
  if (!affine) return false;
  const inner = axis === 0 ? weight.data.length / channels : 1;
  const { data } = weight as { data: Float32Array };
  const scaled = data.map((w, i) => w * affine.scale(Math.floor(i / inner) % channels));
  const old = (bias?.data as Float32Array | undefined) ?? new Float32Array(channels);
  const shifted = Float32Array.from({ length: channels }, (_, c) => {
    const before = old[old.length === 1 ? 0 : c]!;
    return before * affine.scale(c) + affine.shift(c);
  });
  graph.setInput(
    layer,
    1,
    graph.constant(scaled, weight.shape as number[], "float32", weight.name),
  );
  graph.setInput(layer, 2, graph.constant(shifted, [channels], "float32", `${layer.name}:bias`));
  graph.bypass(affine.node, layer.outputs[0]!);
  return true;
}

function plainGemm({ op, attributes: { alpha = 1, beta = 1 } }: Node): boolean {
  return op !== "Gemm" || (alpha === 1 && beta === 1);
}

function affineAfter(graph: Graph, layer: Node, channels: number): Affine | undefined {
  for (const op of ["Add", "Sub", "Mul", "Div"]) {
    const node = onlyReader(graph, layer, op);
    if (!node) continue;
    const constant = node.inputs.find((value) => value?.data);
    const at = constant && perChannel(constant, channels, layer.outputs[0]!.shape.length);
    if (!at || (node.inputs[0] === constant && (op === "Sub" || op === "Div"))) return undefined;
    const sign = op === "Sub" ? -1 : 1;
    const scales = op === "Mul" ? at : op === "Div" ? (c: number) => 1 / at(c) : () => 1;
    const shifts = op === "Add" || op === "Sub" ? (c: number) => sign * at(c) : () => 0;
    return { node, scale: scales, shift: shifts };
  }
  return undefined;
}

/** The constant as a function of the channel, where it depends on nothing else (channels are axis 1). */
function perChannel(constant: Value, channels: number, rank: number) {
  const data = constant.data as Float32Array;
  if (constant.dtype !== "float32" || constant.shape.length > rank) return undefined;
  if (data.length === 1) return () => data[0]!;
  const onChannels = constant.shape.every(
    (size, i) => size === 1 || (size === channels && i - constant.shape.length + rank === 1),
  );
  return onChannels ? (channel: number) => data[channel]! : undefined;
}
