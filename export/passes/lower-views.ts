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
  const several = shape.filter((size) => typeof size !== "number").length > 1;
  if (!several && inOrder(source.shape, axes)) return reshaped(graph, source, shape);
  const kept = axes.filter((axis) => axis >= 0);
  const dropped = source.shape.map((_, axis) => axis).filter((axis) => !kept.includes(axis));
  if (kept.every((axis, i) => i === 0 || axis > kept[i - 1]!))
    return withUnits(graph, source, dropped, view);
  const perm = [...kept, ...dropped];
  const order = perm.map((axis) => source.shape[axis]!);
  const turned = graph.add("Transpose", [source], order, {
    attributes: { perm },
    name: "layout/transpose",
  });
  if (perm.length === axes.length && dropped.length === 0) return turned;
  if (!several) return reshaped(graph, turned, shape);
  const last = dropped.map((_, i) => kept.length + i);
  return withUnits(graph, turned, last, view);
}

/** The symbolic size is the one that Reshape infers. */
function reshaped(graph: Graph, value: Value, shape: readonly Dim[]): Value {
  const sizes = shape.map((size) => (typeof size === "number" ? BigInt(size) : -1n));
  const target = graph.constant(BigInt64Array.from(sizes), [sizes.length], "int64", "shape");
  return graph.add("Reshape", [value, target], shape, { name: "layout/reshape" });
}

/** Of several symbolic sizes Reshape infers none: axes of size 1 are dropped and put in by their places. */
function withUnits(graph: Graph, value: Value, dropped: readonly number[], view: Node): Value {
  const { shape } = view.outputs[0]!;
  const added = axesOf(view).flatMap((axis, i) => (axis < 0 ? [i] : []));
  const left = value.shape.filter((_, axis) => !dropped.includes(axis));
  const bare = dropped.length > 0 ? onAxes(graph, "Squeeze", value, dropped, left) : value;
  return added.length > 0 ? onAxes(graph, "Unsqueeze", bare, added, shape) : bare;
}

function onAxes(
  graph: Graph,
  op: "Squeeze" | "Unsqueeze",
  value: Value,
  axes: readonly number[],
  shape: readonly Dim[],
): Value {
  const places = graph.constant(BigInt64Array.from(axes, BigInt), [axes.length], "int64", "shape");
  return graph.add(op, [value, places], shape, { name: `layout/${op.toLowerCase()}` });
}
