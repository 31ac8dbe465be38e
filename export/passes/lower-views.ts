/**
 * before:  x ─ View(0,2,−1,1) ─ y
 * after:   x ─ Transpose(0,2,1) ─ Reshape [B,C,1,T] ─ y        only one of the two where one does it
 */
import type { Dim, Graph, Node, Value } from "#graph/graph";
import { definePass, type Pass } from "#graph/pass";
import { axesOf, inOrder, viewDomain, viewOp } from "./view.ts";

/** Turn the views that are left into standard operations. */
export const lowerViews: Pass = definePass({
  name: "lower-views",
  source: "wristill",
  run(graph) {
    const views = graph.nodesOf(viewOp, viewDomain);
    for (const view of views) graph.bypass(view, lowered(graph, view));
    return views.length;
  },
});

function lowered(graph: Graph, view: Node): Value {
  const source = view.inputs[0]!;
  const shape = view.outputs[0]!.shape;
  const axes = axesOf(view);
  if (inOrder(source.shape, axes)) return reshaped(graph, source, shape);
  const kept = axes.filter((axis) => axis >= 0);
  const dropped = source.shape.map((_, axis) => axis).filter((axis) => !kept.includes(axis));
  const perm = [...kept, ...dropped];
  const order = perm.map((axis) => source.shape[axis]!);
  const turned = graph.add("Transpose", [source], order, {
    attributes: { perm },
    name: "layout/transpose",
  });
  return perm.length === axes.length && dropped.length === 0
    ? turned
    : reshaped(graph, turned, shape);
}

/** The symbolic size is the one that Reshape infers. */
function reshaped(graph: Graph, value: Value, shape: readonly Dim[]): Value {
  const sizes = shape.map((size) => (typeof size === "number" ? BigInt(size) : -1n));
  const target = graph.constant(BigInt64Array.from(sizes), [sizes.length], "int64", "shape");
  return graph.add("Reshape", [value, target], shape, { name: "layout/reshape" });
}
