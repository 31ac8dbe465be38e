/**
 * before:  y [B,T,C] ─ Q ─ com.microsoft.QLinearGlobalAveragePool ─ Reshape ─ v [B,C]
 * after:   y ─ Max(0) ─ MatMul(1/T from the left) ─ Q ─ v           Max where a zero point of 0 stood for a ReLU
 * Where products have real results, their mean over time is one more product, and C numbers are rounded, not T·C.
 * onnxruntime runs Relu and Clip in place, and so number after number in WebAssembly: 12 µs for 4 096, where Max takes one.
 */
import { onlyReader } from "#export/passes/only-reader";
import type { Graph, Node, Value } from "#graph/graph";
import { definePass, type Pass } from "#graph/pass";
import { contrib } from "./quantized.ts";

/** The mean over time of real results before it is rounded; those beyond the calibrated range are not cut off. */
export const meanOfProducts: Pass = definePass({
  name: "mean-of-products",
  source: "wristill; ONNX operators Max and MatMul",
  run(graph) {
    const pools = graph.nodesOf("QLinearGlobalAveragePool", contrib);
    return pools.filter((pool) => average(graph, pool)).length;
  },
});

function average(graph: Graph, pool: Node): boolean {
  const quantize = pool.inputs[0]!.producer;
  const view = onlyReader(graph, pool, "Reshape");
  const [y, , zero] = quantize?.op === "QuantizeLinear" ? quantize.inputs : [];
  const [batch, steps, channels] = y?.shape ?? [];
  const mean = view?.outputs[0];
  if (!y || !mean || zero?.dtype !== "uint8" || graph.readerCount(pool.inputs[0]!) !== 1)
    return false;
  if (typeof steps !== "number" || mean.shape.join() !== [batch, channels].join()) return false;
  const kept = zero.data![0] === 0 ? positive(graph, y) : y;
  const each = graph.constant(new Float32Array(steps).fill(1 / steps), [steps], "float32", "mean");
  const real = graph.add("MatMul", [each, kept], mean.shape);
  const inputs = [real, ...(pool.inputs.slice(3, 5) as Value[])];
  graph.bypass(view!, graph.add("QuantizeLinear", inputs, mean.shape, { dtype: "uint8" }));
  return true;
}

function positive(graph: Graph, y: Value): Value {
  return graph.add("Max", [y, graph.constant(new Float32Array(1), [])], y.shape);
}
