/** @file Layers that work number by number. */

import type { OperatorName } from "#export/formats/tflite/operators";
import type { Index } from "#export/formats/tflite/writer";
import { fixedGrids, type TfliteLowering, unsupported } from "./lowered.ts";

const unaries: Readonly<Record<string, OperatorName>> = {
  Abs: "ABS",
  Elu: "ELU",
  Exp: "EXP",
  Gelu: "GELU",
  LeakyRelu: "LEAKY_RELU",
  Log: "LOG",
  Neg: "NEG",
  Relu: "RELU",
  Sigmoid: "LOGISTIC",
  Sqrt: "SQRT",
  Tanh: "TANH",
};

export const unary: TfliteLowering<"unary"> = (layer, into, integers) => {
  const { writer } = into;
  const { what, parameters, name } = layer;
  const x = into.read(layer.input, integers);
  const y = into.write(layer.output, integers);
  const shape = layer.output.shape;
  const number = (value: number) => writer.constant(`${name}/${value}`, [], Float32Array.of(value));
  const op = unaries[what];
  if (op && !(what === "Elu" && parameters.alpha !== 1)) {
    const fixed = integers ? fixedGrids[what] : undefined;
    if (!fixed) return writer.operator(op, [x], [y], parameters);
    const own = writer.tensor(`${name}/fixed`, shape, "int8", fixed);
    writer.operator(op, [x], [own]);
    return writer.operator("QUANTIZE", [own], [y]);
  }
  const step = (operator: OperatorName, inputs: readonly Index[]): Index => {
    const result = writer.tensor(`${name}/${operator.toLowerCase()}`, shape, "float32");
    writer.operator(operator, inputs, [result]);
    return result;
  };
  const between = (value: Index, low: number, high: number) => {
    const raised = Number.isFinite(low) ? step("MAXIMUM", [value, number(low)]) : value;
    return Number.isFinite(high)
      ? writer.operator("MINIMUM", [raised, number(high)], [y])
      : writer.operator("RESHAPE", [raised, writer.integers(`${name}/shape`, shape)], [y]);
  };
  if (what === "Clip") return between(x, parameters.low!, parameters.high!);
  if (what === "HardSigmoid") {
    const line = step("ADD", [
      step("MUL", [x, number(parameters.alpha!)]),
      number(parameters.beta!),
    ]);
    return between(line, 0, 1);
  }
  if (what === "Pow") return writer.operator("POW", [x, number(parameters.exponent!)], [y]);
  if (what === "Reciprocal") return writer.operator("DIV", [number(1), x], [y]);
  if (what === "Softplus") {
    const tail = step("LOG", [
      step("ADD", [step("EXP", [step("NEG", [step("ABS", [x])])]), number(1)]),
    ]);
    return writer.operator("ADD", [step("RELU", [x]), tail], [y]);
  }
  if (what === "Elu") {
    const above = step("RELU", [x]);
    const below = step("SUB", [step("ELU", [x]), above]);
    return writer.operator("ADD", [above, step("MUL", [below, number(parameters.alpha!)])], [y]);
  }
  return unsupported(layer, `is ${what}`);
};

const joins = {
  add: "ADD",
  sub: "SUB",
  mul: "MUL",
  div: "DIV",
  max: "MAXIMUM",
  min: "MINIMUM",
} as const;

/**
 * A limit stands apart from the layer before by a reshape that changes nothing: XNNPACK of TensorFlow 2.21 fuses the
 * two, and then refuses to prepare what follows a pool.
 */
export const join: TfliteLowering<"join"> = (layer, into, integers) => {
  const { writer } = into;
  const { what, input, other, output, name } = layer;
  const inputs = [into.read(input, integers), into.read(other, integers)];
  if ((what === "max" || what === "min") && other.data) {
    const apart = writer.tensor(`${name}/apart`, input.shape, "float32");
    writer.operator(
      "RESHAPE",
      [inputs[0]!, writer.integers(`${name}/shape`, input.shape)],
      [apart],
    );
    inputs[0] = apart;
  }
  writer.operator(joins[what], inputs, [into.write(output, integers)], { activation: 0 });
};
