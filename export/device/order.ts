/** @file Where each element goes when axes are reordered and sizes regrouped. */
import { sizeOf } from "#core/signal";
import type { Layer, Reshape, Tensor, Transpose } from "./program.ts";

/** Elements of the source by their place after a transpose. */
export function transposed(
  order: Int32Array,
  shape: readonly number[],
  perm: readonly number[],
): Int32Array {
  const strides = stridesOf(shape);
  const sizes = perm.map((axis) => shape[axis]!);
  const steps = perm.map((axis) => strides[axis]!);
  return Int32Array.from({ length: order.length }, (_, i) => {
    let rest = i;
    let from = 0;
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      from += (rest % sizes[axis]!) * steps[axis]!;
      rest = Math.floor(rest / sizes[axis]!);
    }
    return order[from]!;
  });
}

/** Elements from one index of an axis to the next. */
export function stridesOf(shape: readonly number[]): number[] {
  return shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
}

/** Steps through an operand for each axis of the result it is repeated to; 0 where it is repeated. */
export function repeatedStrides(from: readonly number[], to: readonly number[]): number[] {
  const sizes = [...Array<number>(to.length - from.length).fill(1), ...from];
  const strides = stridesOf(sizes);
  return sizes.map((size, axis) => (size === 1 ? 0 : strides[axis]!));
}

/** The place in an operand for each place in the result it is repeated to. */
export function repeated(from: readonly number[], to: readonly number[]): (i: number) => number {
  const strides = repeatedStrides(from, to);
  return (i) => {
    let rest = i;
    let at = 0;
    for (let axis = to.length - 1; axis >= 0; axis--) {
      at += (rest % to[axis]!) * strides[axis]!;
      rest = Math.floor(rest / to[axis]!);
    }
    return at;
  };
}

/** A constant with its axes in another order. */
export function transposedData(
  data: Float32Array,
  shape: readonly number[],
  perm: readonly number[],
): Float32Array {
  const order = transposed(inOrder(data.length), shape, perm);
  return Float32Array.from(order, (from) => data[from]!);
}

/** Elements of the source of some moves by their place after them. */
export function orderAfter(moves: readonly Layer[], size: number): Int32Array {
  let order = inOrder(size);
  for (const move of moves) {
    if (move.kind === "transpose") order = transposed(order, move.input.shape, move.perm);
  }
  return order;
}

/**
 * The tensor from which transposes and reshapes, and one more transpose, took these elements in the same order, as far
 * back as there is one: reading it as another shape replaces them.
 */
export function sameElements(
  tensor: Tensor,
  moves: readonly (Reshape | Transpose)[],
  perm: readonly number[],
): Tensor | undefined {
  const sources = [...moves.map(({ input }) => input), tensor];
  return sources.find((_, i) => {
    const order = orderAfter(moves.slice(i), sizeOf(tensor.shape));
    return isInOrder(transposed(order, tensor.shape, perm));
  });
}

export function inOrder(length: number): Int32Array {
  return Int32Array.from({ length }, (_, i) => i);
}

function isInOrder(order: Int32Array): boolean {
  return order.every((from, i) => from === i);
}
