/**
 * before:  u ─ MaxPool ─ v                                          uint8, [B,C,1,T]
 * after:   u ─ View ─ com.microsoft.NhwcMaxPool ─ View⁻¹ ─ v        [B,1,T,C] between the views
 */
import { addView, viewShape } from "#export/passes/view";
import { definePass, type Pass } from "#graph/pass";
import { channelsFirst, channelsLast } from "./channels-last.ts";
import { contrib, succeed } from "./quantized.ts";

/** Integer pooling with channels last. */
export const fuseNhwcMaxPool: Pass = definePass({
  name: "fuse-nhwc-max-pool",
  source: "onnxruntime, ContribOperators.md, com.microsoft.NhwcMaxPool",
  run(graph) {
    let rewrites = 0;
    for (const node of graph.nodesOf("MaxPool")) {
      const [x] = node.inputs;
      const y = node.outputs[0]!;
      if (x?.dtype !== "uint8" || y.shape.length !== 4 || node.outputs.length > 1) continue;
      const options = { attributes: node.attributes, domain: contrib };
      const shape = viewShape(y.shape, channelsLast);
      const pooled = graph.add("NhwcMaxPool", [addView(graph, x, channelsLast)], shape, options);
      succeed(graph, pooled, node, node, addView(graph, pooled, channelsFirst));
      rewrites++;
    }
    return rewrites;
  },
});
