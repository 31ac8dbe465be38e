/**
 * before:  u ─ com.microsoft.NhwcMaxPool ─ v              likewise QLinearConv, QLinearGlobalAveragePool, QLinearAdd, QGemm
 * after:   u ─ Transpose ─ MaxPool ─ Transpose⁻¹ ─ v      or DequantizeLinear ─ operator ─ QuantizeLinear
 */
import type { Attributes, Dim, Graph, Node, Value } from "#graph/graph";
import { definePass, type Pass } from "#graph/pass";
import { sayAxes } from "#graph/reduction";
import { contrib, succeed } from "./quantized.ts";

/** What is left of onnxruntime's own operators becomes standard ones. */
export const standardOperators: Pass = definePass({
  name: "standard-operators",
  source: "wristill",
  run(graph) {
    const own = graph.nodes.filter(({ domain }) => domain === contrib);
    for (const node of own) lowerings[node.op]?.(graph, node);
    return own.filter((node) => !graph.nodes.includes(node)).length;
  },
});

const lowerings: Readonly<Record<string, (graph: Graph, node: Node) => void>> = {
  NhwcMaxPool: (graph, node) => turned(graph, node, "MaxPool", node.attributes),
  QGemm: gemm,
  QLinearAdd(graph, node) {
    const [a, aScale, aZero, b, bScale, bZero, ...result] = node.inputs as Value[];
    const reals = [real(graph, [a, aScale, aZero]), real(graph, [b, bScale, bZero])];
    requantize(graph, node, graph.add("Add", reals, node.outputs[0]!.shape), result);
  },
  QLinearConv(graph, node) {
    const { channels_last: _, ...attributes } = node.attributes;
    turned(graph, node, "QLinearConv", attributes);
  },
  QLinearGlobalAveragePool(graph, node) {
    const [x, scale, zero, ...result] = node.inputs as Value[];
    const first = Number(node.attributes.channels_last ?? 0) === 1 ? 1 : 2;
    const axes = x!.shape.slice(2).map((_, i) => first + i);
    const said = sayAxes(graph, "ReduceMean", axes);
    const inputs = [real(graph, [x, scale, zero]), ...said.inputs];
    const attributes = { ...said.attributes, keepdims: 1 };
    const mean = graph.add("ReduceMean", inputs, node.outputs[0]!.shape, { attributes });
    requantize(graph, node, mean, result);
  },
  QLinearSoftmax(graph, node) {
    const [x, scale, zero, ...result] = node.inputs as Value[];
    const { axis = -1 } = node.attributes;
    const reals = [real(graph, [x, scale, zero])];
    const shares = graph.add("Softmax", reals, x!.shape, { attributes: { axis } });
    requantize(graph, node, shares, result);
  },
};

/** The standard operator has channels first. */
function turned(graph: Graph, node: Node, op: string, attributes: Attributes): void {
  const [x, ...rest] = node.inputs;
  const axes = x!.shape.map((_, axis) => axis);
  const first = [0, axes.length - 1, ...axes.slice(1, -1)];
  const last = [0, ...axes.slice(2), 1];
  const seen = transpose(graph, x!, first);
  const shape = first.map((axis) => node.outputs[0]!.shape[axis]!);
  const y = graph.add(op, [seen, ...rest], shape, { attributes, dtype: "uint8" });
  succeed(graph, y, node, node, transpose(graph, y, last));
}

function gemm(graph: Graph, node: Node): void {
  const [x, xScale, xZero, w, wScale, , b, ...result] = node.inputs as Value[];
  const axis = node.attributes.transB ? 0 : 1;
  const weight = real(graph, [w, wScale], { axis });
  const scales = (wScale!.data as Float32Array).map((scale) => scale * Number(xScale!.data![0]));
  const bias =
    b && real(graph, [b, graph.constant(scales, wScale!.shape as number[])], { axis: 0 });
  const inputs = [real(graph, [x, xScale, xZero]), weight, ...(bias ? [bias] : [])];
  const { attributes, outputs } = node;
  const y = graph.add("Gemm", inputs, outputs[0]!.shape, { attributes, dtype: "float32" });
  if (result.length === 0) succeed(graph, y, node, node);
  else requantize(graph, node, y, result);
}

function real(
  graph: Graph,
  inputs: readonly (Value | undefined)[],
  attributes: Attributes = {},
): Value {
  const shape = inputs[0]!.shape;
  return graph.add("DequantizeLinear", inputs, shape, { attributes, dtype: "float32" });
}

function requantize(graph: Graph, node: Node, value: Value, result: readonly Value[]): void {
  const options = { dtype: "uint8" } as const;
  const integer = graph.add("QuantizeLinear", [value, ...result], value.shape, options);
  succeed(graph, value, node, node, integer);
}

function transpose(graph: Graph, x: Value, perm: readonly number[]): Value {
  const shape: Dim[] = perm.map((axis) => x.shape[axis]!);
  return graph.add("Transpose", [x], shape, { attributes: { perm } });
}
