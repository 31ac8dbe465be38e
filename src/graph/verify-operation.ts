/** @file Types and ranks that operations need; operations and shapes that are not known pass. */
import { broadcastShapes } from "./broadcast-shapes.ts";
import { type Dim, type Node, unknownShape, type Value } from "./graph.ts";

/** Throws an `Error` naming the node where its inputs, attributes and output cannot belong together. */
export function checkOperation(node: Node): void {
  const problem = node.domain === "" ? rules.get(node.op)?.(node) : undefined;
  if (problem === undefined) return;
  const shapes = node.inputs.map((value) => (value ? `${value.dtype}[${value.shape}]` : "none"));
  throw new Error(`node ${node.name} (${node.op} of ${shapes.join(", ")}): ${problem}`);
}

/** What is wrong with the node, if anything. */
type Rule = (node: Node) => string | undefined;

const shapeOf = (value: Value | undefined): readonly Dim[] | undefined =>
  value && value.shape !== unknownShape ? value.shape : undefined;

const sameTypes: Rule = ({ inputs }) =>
  new Set(inputs.flatMap((value) => value?.dtype ?? [])).size > 1
    ? "its inputs must have one element type"
    : undefined;

const broadcast: Rule = (node) => {
  const expected = node.inputs.map(shapeOf).reduce((a, b) => a && b && broadcastShapes(a, b));
  const actual = shapeOf(node.outputs[0]);
  if (node.inputs.every(shapeOf) && !expected) return "its inputs do not broadcast";
  if (differ(expected, actual)) return `its output must be [${expected}]`;
  return sameTypes(node);
};

const sameShape: Rule = ({ inputs, outputs }) =>
  differ(shapeOf(inputs[0]), shapeOf(outputs[0])) ? "its output must have its shape" : undefined;

const reshape: Rule = ({ inputs, outputs }) => {
  if (inputs[1]?.dtype !== "int64") return "its target shape must be int64";
  const [from, to] = [shapeOf(inputs[0]), shapeOf(outputs[0])];
  if (!from || !to || String(symbols(from)) !== String(symbols(to))) return undefined;
  return fixedSize(from) === fixedSize(to) ? undefined : `it cannot become [${to}]`;
};

const transpose: Rule = ({ inputs, outputs, attributes }) => {
  const from = shapeOf(inputs[0]);
  if (!from) return undefined;
  const axes = from.map((_, i) => i);
  const perm = (attributes.perm as readonly number[] | undefined) ?? axes.toReversed();
  if (!axes.every((axis) => perm.includes(axis))) return `perm [${perm}] is no order of its axes`;
  const to = perm.map((axis) => from[axis]!);
  return differ(to, shapeOf(outputs[0])) ? `its output must be [${to}]` : undefined;
};

const conv: Rule = ({ inputs, outputs, attributes }) => {
  const [x, w, b] = inputs.map(shapeOf);
  const y = shapeOf(outputs[0]);
  if (!x || !w || !y) return undefined;
  if (x.length !== w.length || x.length !== y.length) return "input, weight, output need one rank";
  const group = Number(attributes.group ?? 1);
  if (typeof x[1] === "number" && Number(w[1]) * group !== x[1]) {
    return `weight [${w}] in ${group} groups does not read ${x[1]} channels`;
  }
  if (y[1] !== w[0]) return `its output has ${y[1]} channels, not ${w[0]}`;
  return b && (b.length !== 1 || b[0] !== w[0]) ? `bias [${b}] is not [${w[0]}]` : undefined;
};

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

const matMul: Rule = ({ inputs }) => {
  const [a, b] = inputs.map(shapeOf);
  if (!a || !b || b.length < 2) return undefined;
  return a.at(-1) === b.at(-2) ? undefined : "its inner sizes differ";
};

const gemm: Rule = ({ inputs, attributes }) => {
  const [a, b] = inputs.map(shapeOf);
  if (!a || !b) return undefined;
  if (a.length !== 2 || b.length !== 2) return "its inputs must be matrices";
  return a[attributes.transA ? 0 : 1] === b[attributes.transB ? 1 : 0]
    ? undefined
    : "its inner sizes differ";
};

const concat: Rule = (node) => {
  if (typeof node.attributes.axis !== "number") return "it needs an axis";
  const ranks = new Set(node.inputs.flatMap((value) => shapeOf(value)?.length ?? []));
  return ranks.size > 1 ? "its inputs must have one rank" : sameTypes(node);
};

const rules: ReadonlyMap<string, Rule> = new Map([
  ...["Add", "Sub", "Mul", "Div", "Max", "Min"].map((op) => [op, broadcast] as const),
  ...["Relu", "Sigmoid", "Tanh", "Softmax", "Identity", "Exp"].map(
    (op) => [op, sameShape] as const,
  ),
  ["Concat", concat],
  ["Conv", conv],
  ["ConvTranspose", convTranspose],
  ["Gemm", gemm],
  ["MatMul", matMul],
  ["Reshape", reshape],
  ["Transpose", transpose],
]);

/** Whether two lists differ for certain: symbolic sizes may turn out equal. */
function differ(a: readonly Dim[] | undefined, b: readonly Dim[] | undefined): boolean {
  if (!a || !b) return false;
  if (a.length !== b.length) return true;
  return a.some((x, i) => typeof x === "number" && typeof b[i] === "number" && x !== b[i]);
}

function fixedSize(shape: readonly Dim[]): number {
  return shape.reduce<number>((product, n) => (typeof n === "number" ? product * n : product), 1);
}

function symbols(shape: readonly Dim[]): string[] {
  return shape.filter((size) => typeof size === "string").sort();
}
