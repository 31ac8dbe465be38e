/** @file What rules of operations share. */
import { type Dim, type Node, unknownShape, type Value } from "#graph/graph";

/** What is wrong with the node, if anything. Shapes that are not known pass. */
export type Rule = (node: Node) => string | undefined;

export function shapeOf(value: Value | undefined): readonly Dim[] | undefined {
  return value && value.shape !== unknownShape ? value.shape : undefined;
}

/** A size that nothing says. */
export type Size = Dim | undefined;

/** Whether two lists differ for certain: symbolic sizes may turn out equal. */
export function differ(a: readonly Size[] | undefined, b: readonly Size[] | undefined): boolean {
  if (!a || !b) return false;
  if (a.length !== b.length) return true;
  return a.some((x, i) => typeof x === "number" && typeof b[i] === "number" && x !== b[i]);
}

/** The shape that inputs give the first output, as far as they say it; or what is wrong with them. */
export type ShapeRule = (node: Node) => readonly Size[] | string | undefined;

/** The first output has the shape that inputs give it. */
export function has(shape: ShapeRule): Rule {
  return (node) => {
    const expected = shape(node);
    if (expected === undefined || typeof expected === "string") return expected;
    const wrong = differ(expected, shapeOf(node.outputs[0]));
    return wrong ? `its output must be [${expected.map((size) => size ?? "?")}]` : undefined;
  };
}

/** The elements of a constant of whole numbers. */
export function integersOf(value: Value | undefined): readonly number[] | undefined {
  return value?.data ? [...value.data].map(Number) : undefined;
}

/** Counted from the front; `undefined` outside of the rank. */
export function axisAt(axis: number, rank: number): number | undefined {
  if (axis < -rank || axis >= rank) return undefined;
  return axis < 0 ? axis + rank : axis;
}

/** An axis attribute that must lie inside the rank of the first input. */
export function axisRule(fallback: number): Rule {
  return ({ inputs, attributes }) => {
    const rank = shapeOf(inputs[0])?.length;
    const axis = Number(attributes.axis ?? fallback);
    if (rank === undefined || rank === 0 || axisAt(axis, rank) !== undefined) return undefined;
    return `axis ${axis} lies outside of ${rank} axes`;
  };
}

export const sameTypes: Rule = ({ inputs }) =>
  new Set(inputs.flatMap((value) => value?.dtype ?? [])).size > 1
    ? "its inputs must have one element type"
    : undefined;

/** The first complaint of several rules. */
export function all(...rules: readonly Rule[]): Rule {
  return (node) => {
    for (const rule of rules) {
      const problem = rule(node);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}
