/** @file Trees as arrays, the form in which they are kept, run and exported. */
import type { Tree } from "./grow-tree.ts";

/** Nodes of all trees in one list; the second child follows the first. */
export interface FlatForest {
  /** Feature asked for; 0 in a leaf. */
  readonly feature: Int32Array;
  /** Values above go to the second child; ∞ in a leaf. */
  readonly threshold: Float32Array;
  /** The first child; a leaf is its own. */
  readonly child: Int32Array;
  /** The node's row among the leaves; 0 in a fork. */
  readonly leaf: Int32Array;
  /** `[leaf, class]`: shares in steps of 1/255. */
  readonly shares: Uint8Array;
  /** First node of each tree. */
  readonly roots: Int32Array;
  /** Questions on the longest way. */
  readonly depth: number;
  readonly classes: number;
}

export function flatten(trees: readonly Tree[], classes: number): FlatForest {
  const nodes: Tree[] = [...trees];
  const child: number[] = [];
  let depth = 0;
  for (let from = 0, to = nodes.length; from < to; [from, to] = [to, nodes.length]) {
    for (let node = from; node < to; node++) {
      const tree = nodes[node]!;
      child.push("shares" in tree ? node : nodes.length);
      if ("below" in tree) nodes.push(tree.below, tree.above);
    }
    if (nodes.length > to) depth++;
  }
  const leaves = nodes.flatMap((node) => ("shares" in node ? [node] : []));
  const leafOf = new Map(leaves.map((leaf, i) => [leaf as Tree, i]));
  return {
    feature: Int32Array.from(nodes, (node) => ("feature" in node ? node.feature : 0)),
    threshold: Float32Array.from(nodes, (node) => {
      return "feature" in node ? node.threshold : Number.POSITIVE_INFINITY;
    }),
    child: Int32Array.from(child),
    leaf: Int32Array.from(nodes, (node) => leafOf.get(node) ?? 0),
    shares: Uint8Array.from(leaves.flatMap(({ shares }) => [...shares.map((p) => 255 * p + 0.5)])),
    roots: Int32Array.from(trees.keys()),
    depth,
    classes,
  };
}

/** Mean shares of the leaves that a row falls into, added to `into` `[class]`. */
export function addShares(
  { feature, threshold, child, leaf, shares, roots, classes }: FlatForest,
  row: Float32Array,
  into: Float64Array,
): void {
  for (const root of roots) {
    let node = root;
    while (child[node] !== node) {
      node = child[node]! + (row[feature[node]!]! > threshold[node]! ? 1 : 0);
    }
    const at = leaf[node]! * classes;
    for (let k = 0; k < classes; k++) into[k]! += shares[at + k]! / (255 * roots.length);
  }
}
