/**
 * before:  x ─ View ─ Conv a        after:  x ─ View ─┬─ Conv a
 *          x ─ View ─ Conv b                          └─ Conv b
 */
import type { Node, Value } from "#graph/graph";
import { definePass, type Pass } from "#graph/pass";

/** Compute once what several nodes compute alike. */
export const shareEqualNodes: Pass = definePass({
  name: "share-equal-nodes",
  source: "common subexpression elimination; Cocke 1970",
  run(graph) {
    const seen = new Map<string, Node>();
    let rewrites = 0;
    for (const node of graph.nodes) {
      const key = keyOf(node);
      const twin = seen.get(key);
      const isPublic = node.outputs.some((value) => graph.outputs.includes(value));
      if (!twin) seen.set(key, node);
      else if (!isPublic && node.outputs.length === 1) {
        graph.bypass(node, twin.outputs[0]!);
        rewrites++;
      }
    }
    return rewrites;
  },
});

function keyOf({ op, domain, attributes, inputs }: Node): string {
  return JSON.stringify([domain, op, Object.entries(attributes).sort(), inputs.map(inputKey)]);
}

/** Small integer constants (shapes, axes) are equal where their elements are. */
function inputKey(value: Value | undefined): string {
  if (!value) return "";
  return value.data instanceof BigInt64Array ? `<${value.shape}: ${value.data}>` : value.name;
}
