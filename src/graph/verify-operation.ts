/** @file Types, ranks and sizes that operations need; operations and shapes that are not known pass. */
import { broadcastShapes } from "./broadcast-shapes.ts";
import type { Node } from "./graph.ts";
import { layoutRules, layoutShapes } from "./rules/layout.ts";
import { matrixRules, matrixShapes } from "./rules/matrices.ts";
import { all, axisRule, has, type Rule, type ShapeRule, sameTypes, shapeOf } from "./rules/rule.ts";
import { selectionShapes } from "./rules/selections.ts";
import { windowRules, windowShapes } from "./rules/windows.ts";

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

/** The shape that the first output has for certain, as far as inputs and constants say it. */
export const shapeRuleOf = (op: string): ShapeRule | undefined => shapes.get(op);

const broadcast: ShapeRule = ({ inputs }) => {
  const known = inputs.map(shapeOf);
  const common = known.reduce((a, b) => a && b && broadcastShapes(a, b));
  return known.every((shape) => shape) && !common ? "its inputs do not broadcast" : common;
};

const sameShape: ShapeRule = ({ inputs }) => shapeOf(inputs[0]);

/** Of two or more numbers, of one element type. */
const elementwise = "Add Sub Mul Div Max Min";

/** The answer has the shape of the input. */
const unary =
  "Abs Ceil Clip Elu Erf Exp Floor HardSigmoid HardSwish Identity LeakyRelu Log Neg Reciprocal Relu Round Selu " +
  "Sigmoid Sign Softplus Softsign Sqrt Tanh";

/** The same for what reads more than one input, or says another type. */
const alike =
  "BatchNormalization Cast DequantizeLinear Dropout InstanceNormalization LayerNormalization LogSoftmax Not " +
  "QuantizeLinear Softmax";

const comparisons = "And Equal Greater GreaterOrEqual Less LessOrEqual Or Pow Where Xor";

const shapes: ReadonlyMap<string, ShapeRule> = new Map<string, ShapeRule>([
  ...`${elementwise} ${comparisons}`.split(" ").map((op) => [op, broadcast] as const),
  ...`${unary} ${alike}`.split(" ").map((op) => [op, sameShape] as const),
  ...layoutShapes,
  ...matrixShapes,
  ...selectionShapes,
  ...windowShapes,
]);

/** What else there is to say. */
const others: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ...elementwise.split(" ").map((op) => [op, sameTypes] as const),
  ...["LogSoftmax", "Softmax"].map((op) => [op, axisRule(-1)] as const),
  ...layoutRules,
  ...matrixRules,
  ...windowRules,
]);

const rules: ReadonlyMap<string, Rule> = new Map(
  [...new Set([...shapes.keys(), ...others.keys()])].map((op) => {
    const [shape, other] = [shapes.get(op), others.get(op)];
    return [op, all(...(other ? [other] : []), ...(shape ? [has(shape)] : []))];
  }),
);
