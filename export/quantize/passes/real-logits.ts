/**
 * before:  x [B,C] ─ Q ─ com.microsoft.QGemm(W int8, b int32) ─ y                      a real result
 * after:   x ─ Gemm(Cast(W) · s, b) ─ y                    weights unpacked once, when a runtime loads the file
 * Of one row a window integers save nothing, where rounding it takes as long as the product.
 */
import type { Graph, Node, Value } from "#graph/graph";
import { definePass, type Pass } from "#graph/pass";
import { contrib, realBias, succeed } from "./quantized.ts";

/** A dense layer of real results whose input is real, too, but for its rounding. */
export const realLogits: Pass = definePass({
  name: "real-logits",
  source: "wristill; ONNX operator Gemm",
  run(graph) {
    return graph.nodesOf("QGemm", contrib).filter((node) => multiply(graph, node)).length;
  },
});

function multiply(graph: Graph, layer: Node): boolean {
  const { inputs, attributes, outputs } = layer;
  const [a, scale, , w, wScale, , b, roundedTo] = inputs as Value[];
  const quantize = a!.producer;
  if (quantize?.op !== "QuantizeLinear" || graph.readerCount(a!) !== 1 || roundedTo) return false;
  if (a!.shape[0] !== graph.inputs[0]!.shape[0]) return false;
  const weights = unpacked(graph, w!, attributes.transB ? standing(graph, wScale!) : wScale!);
  const bias =
    b && graph.constant(realBias(b, scale!, wScale!), [b.data!.length], "float32", b.name);
  const real = [quantize.inputs[0]!, weights, ...(bias ? [bias] : [])];
  succeed(graph, graph.add("Gemm", real, outputs[0]!.shape, { attributes }), layer, layer);
  return true;
}

function unpacked(graph: Graph, w: Value, scale: Value): Value {
  const real = graph.add("Cast", [w], w.shape, { attributes: { to: 1 }, dtype: "float32" }); // 1: FLOAT
  return graph.add("Mul", [real, scale], w.shape);
}

/** The scales of filters that are rows. */
function standing(graph: Graph, scale: Value): Value {
  const { data, shape, name } = scale;
  return shape.length === 0 ? scale : graph.constant(data!, [data!.length, 1], "float32", name);
}
