/** @file What unary layers compute. */
import type { Unary } from "./program.ts";

type Parameters = Unary["parameters"];

const functions: Readonly<Record<string, (x: number, parameters: Parameters) => number>> = {
  Abs: Math.abs,
  Clip: (x, { low, high }) => Math.min(high!, Math.max(low!, x)),
  Elu: (x, { alpha }) => (x < 0 ? alpha! * Math.expm1(x) : x),
  Erf: erf,
  Exp: Math.exp,
  Gelu: (x, { approximate }) => {
    const bent = Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3);
    return 0.5 * x * (1 + (approximate ? Math.tanh(bent) : erf(x * Math.SQRT1_2)));
  },
  HardSigmoid: (x, { alpha, beta }) => Math.min(1, Math.max(0, alpha! * x + beta!)),
  LeakyRelu: (x, { alpha }) => (x < 0 ? alpha! * x : x),
  Log: Math.log,
  Neg: (x) => -x,
  Pow: (x, { exponent }) => x ** exponent!,
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

/** To 1.5e-7. Source: Abramowitz, Stegun 1964, 7.1.26. */
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const curve =
    ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  return Math.sign(x) * (1 - curve * Math.exp(-x * x));
}
