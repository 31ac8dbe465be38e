/**
 * before:  x [B,K] ─ MatMul(W) ─ Add(b) ─ y
 * after:   x [B,K] ─ Gemm(W, b) ─ y
 */
import type { Graph, Node, Value } from "#graph/graph";
import { definePass, type Pass } from "#graph/pass";
import { onlyReader } from "./only-reader.ts";

/** One node per dense layer, with its bias. */
export const matmulToGemm: Pass = definePass({
  name: "matmul-to-gemm",
  source: "wristill",
  run(graph) {
    let rewrites = 0;
    for (const node of graph.nodesOf("MatMul")) {
      const [x, weight] = node.inputs as [Value, Value];
      if (x.shape.length !== 2 || weight.shape.length !== 2 || !weight.data) continue;
      const width = weight.shape[1]!;
      const add = onlyReader(graph, node, "Add");
      const bias = add && biasOf(graph, add, width);
      const last = bias ? add : node;
      const inputs = bias ? [x, weight, bias] : [x, weight];
      const y = graph.add("Gemm", inputs, node.outputs[0]!.shape, { name: node.name });
      graph.bypass(last, y);
      rewrites++;
    }
    return rewrites;
  },
});

/** The constant operand, as a vector of `width`. */
function biasOf(graph: Graph, add: Node, width: number | string): Value | undefined {
  const constant = add.inputs.find((value) => value?.data);
  if (!constant || constant.data!.length !== width || constant.shape.at(-1) !== width) {
    return undefined;
  }
  if (constant.shape.length === 1) return constant;
  return graph.constant(constant.data!, [width], constant.dtype, constant.name);
}
