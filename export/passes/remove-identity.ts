/** before: x ─ Identity ─ y        after: x ─ y */
import { definePass, type Pass } from "#graph/pass";

/** Remove nodes that copy; one that gives a graph input a second, public name stays. */
export const removeIdentity: Pass = definePass({
  name: "remove-identity",
  source: "wristill",
  run(graph) {
    let rewrites = 0;
    for (const node of graph.nodesOf("Identity")) {
      const source = node.inputs[0]!;
      const isPublic = graph.outputs.includes(node.outputs[0]!);
      if (isPublic && (!source.producer || graph.outputs.includes(source))) continue;
      graph.bypass(node, source);
      rewrites++;
    }
    return rewrites;
  },
});
