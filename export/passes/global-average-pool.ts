/**
 * before:  x [B,C,1,T] ─ ReduceMean(axes 3, keepdims) ─ y [B,C,1,1]
 * after:   x ─ GlobalAveragePool ─ y
 */
import type { Node } from "#graph/graph";
import { definePass, type Pass } from "#graph/pass";

/** The mean over all of space, channels first, by its own name: runtimes have one fast kernel for it. */
export const globalAveragePool: Pass = definePass({
  name: "global-average-pool",
  source: "wristill",
  run(graph) {
    let rewrites = 0;
    for (const node of graph.nodesOf("ReduceMean").filter(isGlobal)) {
      const { name, inputs, outputs } = node;
      graph.bypass(node, graph.add("GlobalAveragePool", inputs, outputs[0]!.shape, { name }));
      rewrites++;
    }
    return rewrites;
  },
});

function isGlobal({ inputs, attributes }: Node): boolean {
  const shape = inputs[0]!.shape;
  const axes = attributes.axes as readonly number[] | undefined;
  if (shape.length < 3 || !axes || attributes.keepdims === 0) return false;
  const spatial = axes.every((axis) => axis >= 2);
  return spatial && shape.every((size, axis) => axis < 2 || size === 1 || axes.includes(axis));
}
