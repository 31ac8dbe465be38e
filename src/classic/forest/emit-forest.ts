/** @file A forest in standard ONNX operators: all trees walk down at once, a level at a time. */
import type { Graph, Value } from "#graph/graph";
import type { FlatForest } from "./flat-forest.ts";

/**
 * node ← child[node] + [x[feature[node]] > threshold[node]], as often as the deepest tree asks; a leaf stays where it
 * is. Then the mean of the leaves' shares.
 *
 * @returns Shares `[batch, class]`.
 * Source: Nakandala et al. 2020 (Hummingbird), OSDI, §4.1, "TreeTraversal".
 */
export function emitForest(graph: Graph, forest: FlatForest, features: Value): Value {
  const { feature, threshold, child, leaf, shares, roots, depth, classes } = forest;
  const batch = features.shape[0]!;
  const perTree = [batch, roots.length];
  const tables = {
    feature: graph.constant(feature, [feature.length], "int32"),
    threshold: graph.constant(threshold, [threshold.length]),
    child: graph.constant(child, [child.length], "int32"),
    leaf: graph.constant(leaf, [leaf.length], "int32"),
  };
  const look = (table: Value, node: Value) =>
    graph.add("Gather", [table, node], perTree, { attributes: { axis: 0 } });
  let node = rootsPerRow(graph, forest, features);
  for (let level = 0; level < depth; level++) {
    const value = graph.add("GatherElements", [features, look(tables.feature, node)], perTree, {
      attributes: { axis: 1 },
    });
    const above = graph.add("Greater", [value, look(tables.threshold, node)], perTree, {
      dtype: "bool",
    });
    const step = graph.add("Cast", [above], perTree, {
      dtype: "int32",
      attributes: { to: 6 },
    });
    node = graph.add("Add", [look(tables.child, node), step], perTree);
  }
  const leaves = graph.constant(shares, [shares.length / classes, classes], "uint8");
  const found = graph.add("Gather", [leaves, look(tables.leaf, node)], [...perTree, classes], {
    attributes: { axis: 0 },
  });
  const numbers = graph.add("Cast", [found], found.shape, {
    dtype: "float32",
    attributes: { to: 1 },
  });
  const mean = graph.add("ReduceMean", [numbers], [batch, classes], {
    attributes: { axes: [1], keepdims: 0 },
  });
  return graph.add("Div", [mean, graph.constant(Float32Array.of(255), [])], mean.shape);
}

/** The roots, once for each row of the batch. */
function rootsPerRow(graph: Graph, { roots }: FlatForest, features: Value): Value {
  const batch = features.shape[0]!;
  const shape = graph.add("Shape", [features], [2], { dtype: "int64" });
  const rows = graph.add("Slice", [shape, ...[0, 1, 0].map((n) => int64(graph, [n]))], [1]);
  const target = graph.add("Concat", [rows, int64(graph, [roots.length])], [2], {
    attributes: { axis: 0 },
  });
  return graph.add(
    "Expand",
    [graph.constant(roots, [roots.length], "int32"), target],
    [batch, roots.length],
  );
}

function int64(graph: Graph, values: readonly number[]): Value {
  return graph.constant(BigInt64Array.from(values, BigInt), [values.length], "int64");
}
