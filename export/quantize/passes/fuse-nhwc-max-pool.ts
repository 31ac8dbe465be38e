/**
 * before:  u ─ MaxPool ─ v                                          uint8, [B,C,1,T]
 * after:   u ─ View ─ com.microsoft.NhwcMaxPool ─ View⁻¹ ─ v        [B,T,C] between the views
 */
import { addView, viewShape } from "#export/passes/view";
import { definePass, type Pass } from "#graph/pass";
import { layoutOf } from "./channels-last.ts";
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
      const [kernelHeight] = node.attributes.kernel_shape as readonly number[];
      const { last, first, attributesOf } = layoutOf(node, kernelHeight!);
      const options = { attributes: attributesOf(node), domain: contrib };
      const shape = viewShape(y.shape, last);
      const pooled = graph.add("NhwcMaxPool", [addView(graph, x, last)], shape, options);
      succeed(graph, pooled, node, node, addView(graph, pooled, first));
      rewrites++;
    }
    return rewrites;
  },
});
