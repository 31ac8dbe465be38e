/** @file A constant seen through a view, computed. */
import type { Graph, TensorData, Value } from "#graph/graph";
import { type Axes, inOrder, viewShape } from "./view.ts";

/** A constant with the elements of `value` in the order of the view; the value itself where nothing moves. */
export function permuted(graph: Graph, value: Value, axes: Axes): Value {
  const from = value.shape as readonly number[];
  const shape = viewShape(from, axes) as number[];
  if (shape.length === from.length && axes.every((axis, i) => axis === i)) return value;
  const data = value.data!.slice();
  if (!inOrder(from, axes)) reorder(value.data!, data, shape, stridesOf(from, axes));
  return graph.constant(data, shape, value.dtype, value.name);
}

/** Distance in the source between neighbours along each axis of the view. */
function stridesOf(from: readonly number[], axes: Axes): number[] {
  const strides = from.map((_, axis) => from.slice(axis + 1).reduce((size, n) => size * n, 1));
  return axes.map((axis) => (axis < 0 ? 0 : strides[axis]!));
}

function reorder(
  source: TensorData,
  target: TensorData,
  shape: readonly number[],
  strides: readonly number[],
): void {
  const index = shape.map(() => 0);
  for (let i = 0, at = 0; i < target.length; i++) {
    target[i] = source[at]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      at -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
}
