/** @file What unary layers compute. */
import type { Unary } from "./program.ts";

type Parameters = Unary["parameters"];

const functions: Readonly<Record<string, (x: number, parameters: Parameters) => number>> = {
  Abs: Math.abs,
  Clip: (x, { low, high }) => Math.min(high!, Math.max(low!, x)),
  Elu: (x, { alpha }) => (x < 0 ? alpha! * Math.expm1(x) : x),
  Exp: Math.exp,
  HardSigmoid: (x, { alpha, beta }) => Math.min(1, Math.max(0, alpha! * x + beta!)),
  LeakyRelu: (x, { alpha }) => (x < 0 ? alpha! * x : x),
  Log: Math.log,
  Neg: (x) => -x,
  Reciprocal: (x) => 1 / x,
  Relu: (x) => Math.max(0, x),
  Sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  Softplus: (x) => Math.log1p(Math.exp(x)),
  Sqrt: Math.sqrt,
  Tanh: Math.tanh,
};

/** The layer's function; NaN where it has no answer. */
export function unaryFunction({ what, parameters }: Pick<Unary, "what" | "parameters">) {
  return (x: number): number => functions[what]!(x, parameters);
}
