/**
 * before:  x [B,C,1,T] ─ ReduceMean(axes 3, keepdims) ─ y [B,C,1,1]
 * after:   x ─ GlobalAveragePool ─ y
 */
import type { Node } from "#graph/graph";
import { definePass, type Pass } from "#graph/pass";
import { reducedAxes } from "#graph/reduction";

/** The mean over all of space, channels first, by its own name: runtimes have one fast kernel for it. */
export const globalAveragePool: Pass = definePass({
  name: "global-average-pool",
  source: "wristill",
  run(graph) {
    let rewrites = 0;
    for (const node of graph.nodesOf("ReduceMean").filter(isGlobal)) {
      const { name, inputs, outputs } = node;
      const pooled = graph.add("GlobalAveragePool", [inputs[0]], outputs[0]!.shape, { name });
      graph.bypass(node, pooled);
      rewrites++;
    }
    return rewrites;
  },
});

function isGlobal(node: Node): boolean {
  const { inputs, attributes } = node;
  const shape = inputs[0]!.shape;
  const axes = reducedAxes(node);
  if (shape.length < 3 || !axes || attributes.keepdims === 0) return false;
  const spatial = axes.every((axis) => axis >= 2);
  return spatial && shape.every((size, axis) => axis < 2 || size === 1 || axes.includes(axis));
}
