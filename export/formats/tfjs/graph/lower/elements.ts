/** @file Layers that work number by number, softmax and products. */
import { perWindow } from "#export/formats/tfjs/batch-in-front";
import { real, truth } from "#export/formats/tfjs/graph/attributes";
import type { NodeName } from "#export/formats/tfjs/graph/nodes";
import { type GraphLowering, unsupported } from "./lowered.ts";

/** Operators that are called alike, and have at most an `alpha`. */
const alike: ReadonlySet<string> = new Set(
  "Abs Erf Exp LeakyRelu Log Neg Reciprocal Relu Sigmoid Softplus Sqrt Tanh".split(" "),
);

export const unary: GraphLowering<"unary"> = (layer, into) => {
  const { nodes } = into;
  const { what, parameters, name } = layer;
  const { node: x, shape } = into.held(layer.input);
  const number = (value: number) => nodes.constant(`${name}/${value}`, [], Float32Array.of(value));
  const between = (value: NodeName, low: number, high: number) => {
    const raised = Number.isFinite(low)
      ? nodes.add("Maximum", `${name}/low`, [value, number(low)])
      : value;
    return Number.isFinite(high) ? nodes.add("Minimum", name, [raised, number(high)]) : raised;
  };
  const made = (): NodeName => {
    const { alpha, beta, exponent, low, high } = parameters;
    if (alike.has(what))
      return nodes.add(what, name, [x], alpha === undefined ? {} : { alpha: real(alpha) });
    if (what === "Clip") return between(x, low!, high!);
    if (what === "HardSigmoid") {
      const steep = nodes.add("Mul", `${name}/slope`, [x, number(alpha!)]);
      return between(nodes.add("AddV2", `${name}/line`, [steep, number(beta!)]), 0, 1);
    }
    if (what === "Elu") return alpha === 1 ? nodes.add("Elu", name, [x]) : steepElu(alpha!);
    if (what === "Gelu") return gelu();
    if (what === "Pow") return nodes.add("Pow", name, [x, number(exponent!)]);
    return unsupported(layer, `is ${what}`);
  };
  const steepElu = (alpha: number): NodeName => {
    const below = nodes.add("Minimum", `${name}/below`, [x, number(0)]);
    const curve = nodes.add("Mul", `${name}/curve`, [
      nodes.add("Expm1", `${name}/expm1`, [below]),
      number(alpha),
    ]);
    return nodes.add("AddV2", name, [nodes.add("Relu", `${name}/above`, [x]), curve]);
  };
  const gelu = (): NodeName => {
    const times = (label: string, value: NodeName, factor: number) =>
      nodes.add("Mul", `${name}/${label}`, [value, number(factor)]);
    const bent = parameters.approximate
      ? nodes.add("Tanh", `${name}/tanh`, [times("scaled", bend(), Math.sqrt(2 / Math.PI))])
      : nodes.add("Erf", `${name}/erf`, [times("scaled", x, Math.SQRT1_2)]);
    const risen = nodes.add("AddV2", `${name}/risen`, [bent, number(1)]);
    return nodes.add("Mul", name, [x, times("share", risen, 0.5)]);
  };
  /** x + 0.044715 · x³ */
  const bend = (): NodeName => {
    const square = nodes.add("Mul", `${name}/square`, [x, x]);
    const cube = nodes.add("Mul", `${name}/cube`, [square, x]);
    const part = nodes.add("Mul", `${name}/part`, [cube, number(0.044715)]);
    return nodes.add("AddV2", `${name}/bend`, [x, part]);
  };
  into.hold(layer.output, made(), shape);
};

const joins = {
  add: "AddV2",
  sub: "Sub",
  mul: "Mul",
  div: "RealDiv",
  max: "Maximum",
  min: "Minimum",
} as const;

export const join: GraphLowering<"join"> = (layer, into) => {
  const { what, input, other, output, name } = layer;
  const operands = [input, other].map((tensor) => into.operand(tensor, output.shape));
  into.hold(output, into.nodes.add(joins[what], name, operands), perWindow(output.shape));
};

export const product: GraphLowering<"product"> = (layer, into) => {
  const { input, other, output, name } = layer;
  const operands = [input, other].map((tensor) => into.operand(tensor, output.shape));
  const plain = { adj_x: truth(false), adj_y: truth(false) };
  into.hold(
    output,
    into.nodes.add("BatchMatMulV2", name, operands, plain),
    perWindow(output.shape),
  );
};

export const softmax: GraphLowering<"softmax"> = ({ input, output, log, name }, into) => {
  const shape = perWindow(input.shape);
  const op = log ? "LogSoftmax" : "Softmax";
  into.hold(output, into.nodes.add(op, name, [into.read(input, shape)]), shape);
};
