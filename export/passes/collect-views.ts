/**
 * before:  x ─ Reshape [B,T,C]→[B,1,T,C] ─ Transpose(0,3,1,2) ─ y
 * after:   x ─ View(0,−1,1,2) ─ View(0,3,1,2) ─ y
 */
import { type Node, unknownShape } from "#graph/graph";
import { definePass, type Pass } from "#graph/pass";
import { type Axes, addView, axesOfReshape } from "./view.ts";

/** Let transposes, and reshapes that only add or drop axes of size 1, become views. */
export const collectViews: Pass = definePass({
  name: "collect-views",
  source: "wristill",
  run(graph) {
    let rewrites = 0;
    for (const node of graph.nodes.filter(({ domain }) => domain === "")) {
      const axes = axesOfNode(node);
      if (!axes) continue;
      graph.bypass(node, addView(graph, node.inputs[0]!, axes));
      rewrites++;
    }
    return rewrites;
  },
});

function axesOfNode({ op, attributes, inputs, outputs }: Node): Axes | undefined {
  const from = inputs[0]?.shape;
  const to = outputs[0]!.shape;
  if (!from || from === unknownShape || to === unknownShape) return undefined;
  if (op === "Transpose")
    return (attributes.perm as Axes) ?? from.map((_, i) => from.length - 1 - i);
  return reshapes.has(op) ? axesOfReshape(from, to) : undefined;
}

const reshapes: ReadonlySet<string> = new Set(["Flatten", "Reshape", "Squeeze", "Unsqueeze"]);
