/**
 * before:  u ─ DQ ─ Gemm(DQ(W), DQ(b)) ─ y
 * after:   u ─ com.microsoft.QGemm(W, b) ─ y                real result; integers where Relu and Q follow
 */
import type { Attributes, Graph, Node, Value } from "#graph/graph";
import { definePass, type Pass } from "#graph/pass";
import { contrib, dequantized, int8Zero, quantizedResult, succeed } from "./quantized.ts";

/** Dense layers in integers; the last one gives real logits. */
export const fuseQgemm: Pass = definePass({
  name: "fuse-qgemm",
  source: "onnxruntime, ContribOperators.md, com.microsoft.QGemm",
  run(graph) {
    return graph.nodesOf("Gemm").filter((node) => fuse(graph, node)).length;
  },
});

function fuse(graph: Graph, gemm: Node): boolean {
  const [a, w, b] = gemm.inputs.map(dequantized);
  const result = quantizedResult(graph, gemm);
  if (!a?.zeroPoint || !w || (gemm.inputs[2] && !b)) return false;
  const inputs: (Value | undefined)[] = [a.integer, a.scale, a.zeroPoint];
  const zero = int8Zero(graph, w.scale.shape as readonly number[]); // QGemm wants it like the scale
  inputs.push(w.integer, w.scale, zero, b?.integer);
  if (result) inputs.push(result.scale, result.zeroPoint);
  const dtype = result ? "uint8" : "float32";
  const { attributes } = gemm;
  const { shape } = gemm.outputs[0]!;
  const kept: Attributes = attributes.transB ? { transB: 1 } : {};
  const options = { attributes: kept, domain: contrib, dtype } as const;
  const y = graph.add("QGemm", inputs, shape, options);
  succeed(graph, y, gemm, result?.quantize ?? gemm);
  return true;
}
