/** @file Rules of operations that move elements, join them, or sum over axes. */
import { dtypeOf } from "#graph/decode-tensor";
import type { Dim } from "#graph/graph";
import {
  all,
  axisAt,
  axisRule,
  differ,
  integersOf,
  type Rule,
  type ShapeRule,
  type Size,
  sameTypes,
  shapeOf,
} from "./rule.ts";

const reshape: Rule = ({ inputs, outputs }) => {
  if (inputs[1]?.dtype !== "int64") return "its target shape must be int64";
  const [from, to] = [shapeOf(inputs[0]), shapeOf(outputs[0])];
  if (!from || !to || String(symbols(from)) !== String(symbols(to))) return undefined;
  if (fixedSize(from) !== fixedSize(to)) return `it cannot become [${to}]`;
  const target = integersOf(inputs[1]);
  if (target && target.filter((n) => n === -1).length > 1) return "only one size may be -1";
  return target && target.length !== to.length
    ? `its target has ${target.length} sizes`
    : undefined;
};

const transpose: ShapeRule = (node) => {
  const from = shapeOf(node.inputs[0]);
  if (!from) return undefined;
  const axes = from.map((_, i) => i);
  const perm = (node.attributes.perm as readonly number[] | undefined) ?? axes.toReversed();
  if (perm.length !== axes.length || !axes.every((axis) => perm.includes(axis)))
    return `perm [${perm}] is no order of its axes`;
  return perm.map((axis) => from[axis]);
};

const concat: ShapeRule = (node) => {
  if (typeof node.attributes.axis !== "number") return "it needs an axis";
  const shapes = node.inputs.map(shapeOf);
  const ranks = new Set(shapes.flatMap((shape) => shape?.length ?? []));
  if (ranks.size > 1) return "its inputs must have one rank";
  const [first] = shapes;
  const axis = axisAt(node.attributes.axis, first?.length ?? 0);
  if (!first || axis === undefined || !shapes.every((shape) => shape !== undefined))
    return undefined;
  const beside = (shape: readonly Dim[]) => shape.toSpliced(axis, 1);
  if (shapes.some((shape) => differ(beside(shape), beside(first))))
    return "its inputs differ beside the axis";
  const sizes = shapes.map((shape) => shape[axis]);
  const total = sizes.every((n) => typeof n === "number")
    ? sizes.reduce((sum, n) => sum + n, 0)
    : undefined;
  return first.with(axis, total as Dim);
};

/** Axes as an attribute, or as the second input where the operator takes them so. */
const reduce: ShapeRule = (node) => {
  const from = shapeOf(node.inputs[0]);
  const told =
    (node.attributes.axes as readonly number[] | undefined) ?? integersOf(node.inputs[1]);
  if (!from || (told === undefined && node.inputs[1])) return undefined;
  if (told?.length === 0 || (!told && node.attributes.noop_with_empty_axes === 1)) return undefined;
  const axes = (told ?? from.map((_, i) => i)).map((axis) => axisAt(axis, from.length));
  if (axes.includes(undefined)) return `axes [${told}] lie outside of ${from.length} axes`;
  const keeps = (node.attributes.keepdims ?? 1) === 1;
  const kept = from.map((size, i) => (axes.includes(i) ? 1 : size));
  return keeps ? kept : kept.filter((_, i) => !axes.includes(i));
};

const squeeze: ShapeRule = (node) => {
  const from = shapeOf(node.inputs[0]);
  const axes = integersOf(node.inputs[1])?.map((axis) => axisAt(axis, from?.length ?? 0));
  if (!from || !axes) return undefined;
  if (axes.some((axis) => axis === undefined || differ([from[axis]], [1])))
    return "it can only drop axes of size 1";
  return from.filter((_, i) => !axes.includes(i));
};

const unsqueeze: ShapeRule = (node) => {
  const from = shapeOf(node.inputs[0]);
  const told = integersOf(node.inputs[1]);
  if (!from || !told) return undefined;
  const rank = from.length + told.length;
  const axes = told.map((axis) => axisAt(axis, rank));
  if (new Set(axes).size < axes.length || axes.includes(undefined))
    return `axes [${told}] are no ${told.length} of ${rank} axes`;
  const rest = [...from];
  return Array.from({ length: rank }, (_, i) => (axes.includes(i) ? 1 : rest.shift()));
};

const flatten: ShapeRule = (node) => {
  const from = shapeOf(node.inputs[0]);
  if (!from) return undefined;
  const axis = Number(node.attributes.axis ?? 1);
  const at = axis === from.length ? axis : axisAt(axis, from.length);
  if (at === undefined) return `axis ${axis} lies outside of ${from.length} axes`;
  return [product(from.slice(0, at)), product(from.slice(at))];
};

const pad: ShapeRule = (node) => {
  const from = shapeOf(node.inputs[0]);
  const pads = integersOf(node.inputs[1]);
  if (!from || !pads || node.inputs[3]) return undefined;
  if (pads.length !== 2 * from.length) return `its pads must be ${2 * from.length} numbers`;
  return from.map((size, i) =>
    typeof size === "number" ? size + pads[i]! + pads[i + from.length]! : undefined,
  );
};

const cast: Rule = ({ attributes, outputs }) => {
  if (typeof attributes.to !== "number") return "it needs a type to cast to";
  const to = dtypeOf(attributes.to);
  return outputs[0]!.dtype === to ? undefined : `its output must be ${to}`;
};

const reductions = [
  "L1",
  "L2",
  "LogSum",
  "LogSumExp",
  "Max",
  "Mean",
  "Min",
  "Prod",
  "Sum",
  "SumSquare",
];

export const layoutShapes: readonly (readonly [string, ShapeRule])[] = [
  ...reductions.map((name) => [`Reduce${name}`, reduce] as const),
  ["Concat", concat],
  ["Flatten", flatten],
  ["Pad", pad],
  ["Squeeze", squeeze],
  ["Transpose", transpose],
  ["Unsqueeze", unsqueeze],
];

/** What else there is to say. */
export const layoutRules: readonly (readonly [string, Rule])[] = [
  ["ArgMax", axisRule(0)],
  ["ArgMin", axisRule(0)],
  ["Cast", cast],
  ["Concat", all(sameTypes, axisRule(0))],
  ["Gather", axisRule(0)],
  ["Reshape", reshape],
  ["Split", axisRule(0)],
];

function product(shape: readonly Dim[]): Size {
  return shape.every((n) => typeof n === "number") ? fixedSize(shape) : undefined;
}

function fixedSize(shape: readonly Dim[]): number {
  return shape.reduce<number>((size, n) => (typeof n === "number" ? size * n : size), 1);
}

function symbols(shape: readonly Dim[]): string[] {
  return shape.filter((size) => typeof size === "string").sort();
}
