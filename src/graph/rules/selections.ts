/** @file Shapes of operations whose constants say which elements are taken, or in which order. */
import type { Attributes, Node } from "#graph/graph";
import { axisAt, integersOf, type ShapeRule, type Size, shapeOf } from "./rule.ts";

/** 0 in the target: the size of the input; −1: whatever is left. */
const reshape: ShapeRule = ({ inputs, attributes }) => {
  const [from, target] = [shapeOf(inputs[0]), integersOf(inputs[1])];
  if (!from || !target) return undefined;
  const sizes = target.map((n, i) => (n === 0 && attributes.allowzero !== 1 ? from[i] : n));
  const [all, others] = [product(from), product(sizes.filter((n) => n !== -1))];
  const rest = all !== undefined && others ? all / others : undefined; // sizes of 0 leave it open
  return sizes.map((n) => (n === -1 ? rest : n));
};

const gather: ShapeRule = ({ inputs, attributes }) => {
  const [from, indices] = inputs.map(shapeOf);
  const axis = from && axisAt(Number(attributes.axis ?? 0), from.length);
  if (!from || !indices || axis === undefined) return undefined;
  return from.toSpliced(axis, 1, ...indices);
};

const slice: ShapeRule = ({ inputs }) => {
  const from = shapeOf(inputs[0]);
  const [starts, ends, axes, steps] = inputs.slice(1).map(integersOf);
  if (!from || !starts || !ends) return undefined;
  if ((inputs[3] && !axes) || (inputs[4] && !steps)) return undefined;
  const sizes: Size[] = [...from];
  for (const [i, start] of starts.entries()) {
    const axis = axisAt(axes?.[i] ?? i, from.length);
    const [end, step] = [ends[i], steps?.[i] ?? 1];
    if (axis === undefined || end === undefined || step === 0) return undefined;
    const size = from[axis];
    sizes[axis] = typeof size === "number" ? taken(size, start, end, step) : undefined;
  }
  return sizes;
};

/** How many of `size` elements lie from `start` to before `end`; both count from behind where they are negative. */
function taken(size: number, start: number, end: number, step: number): number {
  if (size === 0) return 0;
  const [least, most] = step > 0 ? [0, size] : [-1, size - 1];
  const within = (at: number, low: number) =>
    Math.min(Math.max(at < 0 ? at + size : at, low), most);
  const first = within(start, 0);
  return Math.max(0, Math.ceil((within(end, least) - first) / step));
}

const shape: ShapeRule = ({ inputs, attributes }) => {
  const from = shapeOf(inputs[0]);
  return from && [from.slice(Number(attributes.start ?? 0), endOf(attributes)).length];
};

function endOf({ end }: Attributes): number | undefined {
  return end === undefined ? undefined : Number(end);
}

const size: ShapeRule = () => [];

export const selectionShapes: readonly (readonly [string, ShapeRule])[] = [
  ["Gather", gather],
  ["Reshape", reshape],
  ["Shape", shape],
  ["Size", size],
  ["Slice", slice],
];

/** Shapes of all outputs. */
type ShapesRule = (node: Node) => readonly (readonly Size[])[] | undefined;

const split: ShapesRule = ({ inputs, outputs, attributes }) => {
  const from = shapeOf(inputs[0]);
  const axis = from && axisAt(Number(attributes.axis ?? 0), from.length);
  if (!from || axis === undefined) return undefined;
  const whole = from[axis];
  const told = integersOf(inputs[1]);
  const part = typeof whole === "number" ? whole / outputs.length : undefined; // a broken one is open
  const sizes = inputs[1] ? told : outputs.map(() => part);
  return sizes?.map((n) => from.map((each, i) => (i === axis ? n : each)));
};

/** Of `[time, batch, input]`: what each step says, and the last states. */
const recurrent: ShapesRule = ({ inputs, attributes }) => {
  const x = shapeOf(inputs[0]);
  const { hidden_size: units, layout = 0, direction } = attributes;
  if (x?.length !== 3 || Number(layout) !== 0 || typeof units !== "number") return undefined;
  const directions = direction === "bidirectional" ? 2 : 1;
  const last = [directions, x[1], units];
  return [[x[0], ...last], last, last];
};

export const severalShapes: readonly (readonly [string, ShapesRule])[] = [
  ["GRU", recurrent],
  ["LSTM", recurrent],
  ["RNN", recurrent],
  ["Split", split],
];

function product(sizes: readonly Size[]): number | undefined {
  return sizes.every((n) => typeof n === "number") ? sizes.reduce((a, b) => a * b, 1) : undefined;
}
