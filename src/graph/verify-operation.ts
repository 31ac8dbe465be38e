/** @file Types, ranks and sizes that operations need; operations and shapes that are not known pass. */
import { broadcastShapes } from "./broadcast-shapes.ts";
import type { Node } from "./graph.ts";
import { layoutRules } from "./rules/layout.ts";
import { matrixRules } from "./rules/matrices.ts";
import {
  all,
  axisRule,
  differ,
  expectOutput,
  type Rule,
  sameTypes,
  shapeOf,
} from "./rules/rule.ts";
import { windowRules } from "./rules/windows.ts";

/** Throws an `Error` naming the node where its inputs, attributes and output cannot belong together. */
export function checkOperation(node: Node): void {
  const problem = operationProblem(node);
  if (problem === undefined) return;
  const shapes = node.inputs.map((value) => (value ? `${value.dtype}[${value.shape}]` : "none"));
  throw new Error(`node ${node.name} (${node.op} of ${shapes.join(", ")}): ${problem}`);
}

/** What is wrong with the node, if anything: a sentence without its subject. */
export function operationProblem(node: Node): string | undefined {
  return node.domain === "" ? rules.get(node.op)?.(node) : undefined;
}

const broadcast: Rule = (node) => {
  const expected = node.inputs.map(shapeOf).reduce((a, b) => a && b && broadcastShapes(a, b));
  if (node.inputs.every(shapeOf) && !expected) return "its inputs do not broadcast";
  return (expected && expectOutput(node, expected)) ?? sameTypes(node);
};

const sameShape: Rule = ({ inputs, outputs }) =>
  differ(shapeOf(inputs[0]), shapeOf(outputs[0])) ? "its output must have its shape" : undefined;

/** The answer has the shape of the input. */
const unary =
  "Abs Ceil Clip Elu Erf Exp Floor HardSigmoid HardSwish Identity LeakyRelu Log Neg Reciprocal Relu Round Selu " +
  "Sigmoid Sign Softplus Softsign Sqrt Tanh";

const rules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ...["Add", "Sub", "Mul", "Div", "Max", "Min"].map((op) => [op, broadcast] as const),
  ...unary.split(" ").map((op) => [op, sameShape] as const),
  ...["LogSoftmax", "Softmax"].map((op) => [op, all(sameShape, axisRule(-1))] as const),
  ...layoutRules,
  ...matrixRules,
  ...windowRules,
]);
