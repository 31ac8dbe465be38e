/**
 * before:  u ─ DQ ─ GlobalAveragePool ─ Q ─ v
 * after:   u ─ View ─ com.microsoft.QLinearGlobalAveragePool(channels last) ─ View⁻¹ ─ v
 */
import { addView, viewShape } from "#export/passes/view";
import { definePass, type Pass } from "#graph/pass";
import { layoutOf } from "./channels-last.ts";
import { contrib, dequantized, quantizedResult, succeed } from "./quantized.ts";

/** The mean over time in integers. */
export const fuseQlinearAveragePool: Pass = definePass({
  name: "fuse-qlinear-average-pool",
  source: "onnxruntime, ContribOperators.md, com.microsoft.QLinearGlobalAveragePool",
  run(graph) {
    let rewrites = 0;
    for (const node of graph.nodesOf("GlobalAveragePool")) {
      const x = dequantized(node.inputs[0]);
      const result = quantizedResult(graph, node);
      const { shape } = node.outputs[0]!;
      if (!x?.zeroPoint || !result || shape.length !== 4) continue;
      const { last, first } = layoutOf(node, 1);
      const seen = addView(graph, x.integer, last);
      const inputs = [seen, x.scale, x.zeroPoint, result.scale, result.zeroPoint];
      const mean = graph.add("QLinearGlobalAveragePool", inputs, viewShape(shape, last), {
        attributes: { channels_last: 1 },
        domain: contrib,
      });
      succeed(graph, mean, node, result.quantize, addView(graph, mean, first));
      rewrites++;
    }
    return rewrites;
  },
});
