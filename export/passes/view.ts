/**
 * @file A view changes the order of axes and adds or drops axes of size 1, nothing else. Transposes and such reshapes
 * become views, which compose and cancel by arithmetic on a short list: output axis → input axis, or −1 where new.
 */
import type { Dim, Graph, Node, Value } from "#graph/graph";

/** One entry per output axis: the input axis it shows, or −1 for a new axis of size 1. */
export type Axes = readonly number[];

/** Domain and op of view nodes; they exist only between the passes that collect and lower them. */
export const viewDomain = "wristill";
export const viewOp = "View";

export function isView(node: Node | undefined): node is Node {
  return node?.op === viewOp && node.domain === viewDomain;
}

/** The axes of a view node. */
export function axesOf(view: Node): Axes {
  return view.attributes.axes as Axes;
}

/** The shape a view of `shape` has. */
export function viewShape(shape: readonly Dim[], axes: Axes): Dim[] {
  return axes.map((axis) => (axis < 0 ? 1 : shape[axis]!));
}

/** `value` seen through `axes`; the value itself where that changes nothing. */
export function addView(graph: Graph, value: Value, axes: Axes, name = "layout"): Value {
  const shape = viewShape(value.shape, axes);
  if (isIdentity(value.shape, axes)) return value;
  return graph.add(viewOp, [value], shape, { attributes: { axes }, domain: viewDomain, name });
}

/** First `inner`, then `outer`. */
export function compose(outer: Axes, inner: Axes): Axes {
  return outer.map((axis) => (axis < 0 ? -1 : inner[axis]!));
}

/** The view that undoes `axes` on values of `rank` axes. */
export function invert(axes: Axes, rank: number): Axes {
  return Array.from({ length: rank }, (_, axis) => axes.indexOf(axis));
}

/** Same shape, and the axes that are not of size 1 in the same order. */
export function isIdentity(shape: readonly Dim[], axes: Axes): boolean {
  const seen = viewShape(shape, axes);
  return (
    seen.length === shape.length && seen.every((n, i) => n === shape[i]) && inOrder(shape, axes)
  );
}

/** Whether the elements stay where they are in memory. */
export function inOrder(shape: readonly Dim[], axes: Axes): boolean {
  const moving = axes.filter((axis) => axis >= 0 && shape[axis] !== 1);
  return moving.every((axis, i) => i === 0 || axis > moving[i - 1]!);
}

/** The axes of a reshape that only adds and drops axes of size 1; `undefined` for any other. */
export function axesOfReshape(from: readonly Dim[], to: readonly Dim[]): Axes | undefined {
  const axes: number[] = [];
  let at = 0;
  for (const size of to) {
    while (at < from.length && from[at] === 1 && size !== 1) at++;
    if (at < from.length && from[at] === size) axes.push(at++);
    else if (size === 1) axes.push(-1);
    else return undefined;
  }
  return from.slice(at).every((size) => size === 1) ? axes : undefined;
}
