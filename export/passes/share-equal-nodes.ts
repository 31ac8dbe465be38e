/**
 * before:  x ─ View ─ Conv a        after:  x ─ View ─┬─ Conv a
 *          x ─ View ─ Conv b                          └─ Conv b
 */
import { type Node, Value } from "#graph/graph";
import { definePass, type Pass } from "#graph/pass";
import { isRandom } from "#graph/random-operators";

/** Compute once what several nodes compute alike. */
export const shareEqualNodes: Pass = definePass({
  name: "share-equal-nodes",
  source: "common subexpression elimination; Cocke 1970",
  run(graph) {
    const seen = new Map<string, Node>();
    let rewrites = 0;
    for (const node of graph.nodes) {
      if (isRandom(node)) continue;
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
  const said = Object.entries(attributes).sort();
  return JSON.stringify([domain, op, said, inputs.map(inputKey)], asText);
}

/** What JSON has no words for: tensors among the attributes, and large integers. */
function asText(_: string, value: unknown): unknown {
  if (value instanceof Value) return `${value.dtype} ${value.shape}: ${value.data}`;
  return typeof value === "bigint" ? `${value}` : value;
}

/** Small integer constants (shapes, axes) are equal where their elements are. */
function inputKey(value: Value | undefined): string {
  if (!value) return "";
  return value.data instanceof BigInt64Array ? `<${value.shape}: ${value.data}>` : value.name;
}
