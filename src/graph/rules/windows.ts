/** @file Rules of operations that slide a window: convolutions and pools. */
import type { Dim, Node } from "#graph/graph";
import { differ, type Rule, type ShapeRule, shapeOf } from "./rule.ts";
import { windowShape } from "./window-shape.ts";

const conv: ShapeRule = (node) => {
  const [x, w, b] = node.inputs.map(shapeOf);
  const y = shapeOf(node.outputs[0]);
  if (!x || !w) return undefined;
  if (x.length !== w.length || (y && y.length !== x.length))
    return "input, weight, output need one rank";
  const group = Number(node.attributes.group ?? 1);
  if (typeof x[1] === "number" && Number(w[1]) * group !== x[1])
    return `weight [${w}] in ${group} groups does not read ${x[1]} channels`;
  if (Number(w[0]) % group !== 0) return `${w[0]} channels do not divide into ${group} groups`;
  if (y && typeof w[0] === "number" && typeof y[1] === "number" && y[1] !== w[0])
    return `its output has ${y[1]} channels, not ${w[0]}`;
  if (b && (b.length !== 1 || b[0] !== w[0])) return `bias [${b}] is not [${w[0]}]`;
  return slid(node, x, w.slice(2), w[0]!);
};

/** Against the attributes: kernel as the weight has it, sizes as the window leaves them. */
function slid(node: Node, x: readonly Dim[], kernel: readonly Dim[], channels: Dim) {
  if (kernel.some((size) => typeof size !== "number")) return undefined;
  const told = node.attributes.kernel_shape as readonly number[] | undefined;
  if (differ(told, kernel)) return `kernel_shape [${told}] is not [${kernel}]`;
  const sizes = windowShape(x, kernel as readonly number[], node.attributes);
  return typeof sizes === "string" ? sizes : [x[0], channels, ...sizes];
}

const convTranspose: Rule = ({ inputs, outputs, attributes }) => {
  const [x, w] = inputs.map(shapeOf);
  const y = shapeOf(outputs[0]);
  if (!x || !w || !y) return undefined;
  if (x.length !== w.length || x.length !== y.length) return "input, weight, output need one rank";
  if (typeof x[1] === "number" && x[1] !== w[0])
    return `weight [${w}] does not read ${x[1]} channels`;
  const written = Number(w[1]) * Number(attributes.group ?? 1);
  return y[1] === written ? undefined : `its output has ${y[1]} channels, not ${written}`;
};

const pool: ShapeRule = (node) => {
  const x = shapeOf(node.inputs[0]);
  const kernel = node.attributes.kernel_shape;
  if (!x || !Array.isArray(kernel)) return undefined;
  if (x.length < 3) return "its input needs a batch, channels, and an axis to slide along";
  return slid(node, x, kernel, x[1]!);
};

const globalPool: ShapeRule = (node) => {
  return shapeOf(node.inputs[0])?.map((size, i) => (i < 2 ? size : 1));
};

export const windowShapes: readonly (readonly [string, ShapeRule])[] = [
  ["AveragePool", pool],
  ["Conv", conv],
  ["GlobalAveragePool", globalPool],
  ["GlobalMaxPool", globalPool],
  ["MaxPool", pool],
];

export const windowRules: readonly (readonly [string, Rule])[] = [["ConvTranspose", convTranspose]];
