/** @file Sizes that no memory holds: a few bytes of a file can name any. */
import { type Dim, type Graph, unknownShape, type Value } from "./graph.ts";

/** Numbers in one value of one window; models of windows have a thousandth of it. Constants are in the file, whole. */
export const largestValue = 2 ** 26;

/** A sentence for each input or result of a node with a size that cannot be, or is too large. Open sizes count as one. */
export function sizeProblems({ inputs, nodes }: Graph): readonly string[] {
  return [...inputs, ...nodes.flatMap(({ outputs }) => outputs)].flatMap(problemOf);
}

function problemOf({ name, shape }: Value): readonly string[] {
  if (shape === unknownShape) return [];
  const size = elementsOf(shape);
  if (size <= largestValue) return [];
  return [`"${name}" [${shape.join(", ")}] holds ${size} numbers; ${largestValue} are the most`];
}

/** Of a shape whose open sizes are one. */
export function elementsOf(shape: readonly Dim[]): number {
  return shape.reduce<number>((size, n) => (typeof n === "number" ? size * n : size), 1);
}
