/**
 * before:  u ─ DQ ─┬ Add ─ Relu ─ Q ─ w
 *          v ─ DQ ─┘
 * after:   u, v ─ com.microsoft.QLinearAdd ─ w
 */
import type { Value } from "#graph/graph";
import { definePass, type Pass } from "#graph/pass";
import { contrib, dequantized, quantizedResult, succeed } from "./quantized.ts";

/** Residual sums in integers. */
export const fuseQlinearAdd: Pass = definePass({
  name: "fuse-qlinear-add",
  source: "onnxruntime, ContribOperators.md, com.microsoft.QLinearAdd",
  run(graph) {
    let rewrites = 0;
    for (const node of graph.nodesOf("Add")) {
      const [a, b] = node.inputs.map(dequantized);
      const result = quantizedResult(graph, node);
      if (!a?.zeroPoint || !b?.zeroPoint || !result) continue;
      const operands = [a, b].flatMap((it) => [it.integer, it.scale, it.zeroPoint as Value]);
      const inputs = [...operands, result.scale, result.zeroPoint];
      const { shape } = node.outputs[0]!;
      const sum = graph.add("QLinearAdd", inputs, shape, { domain: contrib });
      succeed(graph, sum, node, result.quantize);
      rewrites++;
    }
    return rewrites;
  },
});
