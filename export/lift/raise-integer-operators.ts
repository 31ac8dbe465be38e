/**
 * before:  u ─ QLinearConv(W, b) ─ v                                  likewise QLinearMatMul
 * after:   u ─ DQ ─ Conv(DQ(W), DQ(b)) ─ Q ─ v                        Q: QuantizeLinear, DQ: DequantizeLinear
 */
import type { Attributes, Graph, Node, Value } from "#graph/graph";
import { definePass, type Pass } from "#graph/pass";

/** Operators that compute with integers become operators of reals between Quantize and Dequantize nodes. */
export const raiseIntegerOperators: Pass = definePass({
  name: "raise-integer-operators",
  source: "wristill; https://onnx.ai/onnx/operators/onnx__QLinearConv.html",
  run(graph) {
    const nodes = graph.nodes.filter(({ op, domain }) => domain === "" && raised[op]);
    for (const node of nodes) {
      const [yScale, yZero] = node.inputs.slice(6) as [Value, Value];
      const real = raised[node.op]!(graph, node);
      const options = { dtype: yZero.dtype, name: `${node.name}/rounded` };
      const integer = graph.add("QuantizeLinear", [real, yScale, yZero], real.shape, options);
      graph.bypass(node, integer);
    }
    return nodes.length;
  },
});

const raised: Readonly<Record<string, (graph: Graph, node: Node) => Value>> = {
  QLinearConv(graph, node) {
    const { inputs, outputs, attributes, name } = node;
    const [x, xScale, xZero, w, wScale, wZero] = inputs as Value[];
    const bias = inputs[8];
    const reals = [real(graph, [x, xScale, xZero]), real(graph, [w, wScale, wZero], { axis: 0 })];
    if (bias) reals.push(real(graph, [bias, productOf(graph, wScale!, xScale!)], { axis: 0 }));
    return graph.add("Conv", reals, outputs[0]!.shape, { attributes, dtype: "float32", name });
  },
  QLinearMatMul(graph, { inputs, outputs, name }) {
    const [a, aScale, aZero, b, bScale, bZero] = inputs as Value[];
    const axis = b!.shape.length - 1;
    const reals = [real(graph, [a, aScale, aZero]), real(graph, [b, bScale, bZero], { axis })];
    return graph.add("MatMul", reals, outputs[0]!.shape, { dtype: "float32", name });
  },
};

/** A zero point of nothing but zeros is left out: it may have one number where the scale has many. */
function real(
  graph: Graph,
  inputs: readonly (Value | undefined)[],
  attributes: Attributes = {},
): Value {
  const [integer, scale, zero] = inputs as [Value, Value, Value?];
  const kept = zero?.data && [...zero.data].every((x) => Number(x) === 0) ? [] : inputs.slice(2);
  const options = { attributes, dtype: "float32" } as const;
  return graph.add("DequantizeLinear", [integer, scale, ...kept], integer.shape, options);
}

/** The unit of a bias. */
function productOf(graph: Graph, scales: Value, scale: Value): Value {
  return graph.add("Mul", [scales, scale], scales.shape);
}
