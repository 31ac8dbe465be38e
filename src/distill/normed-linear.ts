/**
 * @file A linear map and batch normalisation as one product. The statistics of x·W follow from those of x, mean μ·W and
 * variance diag(Wᵀ cov(x) W), so that no pass over the wide result is needed, forwards or backwards.
 */
import {
  add,
  customGrad,
  div,
  eye,
  fused,
  matMul,
  mean,
  mul,
  relu,
  reshape,
  sqrt,
  sub,
  sum,
  type Tensor,
  transpose,
} from "@tensorflow/tfjs";
import type { Part, StepInput } from "./lesson.ts";
import { chain, linear, readVector, vector } from "./parts.ts";

const epsilon = 1e-5; // of `norm`

/** The parts of {@link normedLinear} of that name: weights [inputs, units], scales, shifts. */
export function normedLinearParts(
  name: string,
  inputs: number,
  units: number,
  nextSeed: () => number,
): [string, Part][] {
  return [
    [name, { model: chain([inputs], linear(units, nextSeed(), { bias: false })) }],
    [`${name}Scale`, { model: vector(units, 1) }],
    [`${name}Shift`, { model: vector(units, 0) }],
  ];
}

/** What batch normalisation of any linear map of x takes from x; maps of the same x share it. */
export interface Moments {
  readonly mean: Tensor; // [1, input]
  readonly covariance: Tensor; // [input, input]
}

/** x·weights + shift over the last axis. */
export interface Affine {
  readonly weights: Tensor; // [input, unit]
  readonly shift: Tensor; // [1, unit]
}

/** Over all but the last axis. */
export function momentsOf(x: Tensor): Moments {
  const rows = rowsOf(x);
  const average = mean(rows, 0, true);
  const squares = mul(gram(rows), 1 / rows.shape[0]!);
  return { mean: average, covariance: sub(squares, matMul(average, average, true)) };
}

/** xᵀ·x; its gradient x·(g + gᵀ) is one product over all rows, not two. [row, input] → [input, input] */
function gram(rows: Tensor): Tensor {
  const op = customGrad((...args) => {
    const [x, save] = args as unknown as [Tensor, (tensors: Tensor[]) => void];
    save([x]);
    return {
      value: matMul(x, x, true),
      gradFunc: (slope: Tensor, saved: Tensor[]) => matMul(saved[0]!, add(slope, transpose(slope))),
    };
  });
  return op(rows);
}

/** [..., input] → [..., unit], each unit of mean 0 and variance 1 over the batch (and time), scaled and shifted. */
export function normedLinear(
  x: Tensor,
  parts: StepInput["parts"],
  name: string,
  moments = momentsOf(x),
): Tensor {
  return applied(x, normedAffine(moments, parts, name));
}

/** [..., input] → [..., unit] */
export function applied(x: Tensor, { weights, shift }: Affine): Tensor {
  const rows = fused.matMul({ a: rowsOf(x), b: weights, bias: shift });
  return reshape(rows, [...x.shape.slice(0, -1), weights.shape[1]!]);
}

/** What {@link normedLinear} does to an x of those moments. */
export function normedAffine(moments: Moments, parts: StepInput["parts"], name: string): Affine {
  const weights = parts[name]!(eye(moments.mean.shape[1]!)); // [input, unit]
  const variance = relu(sum(mul(weights, matMul(moments.covariance, weights)), 0, true)); // rounding goes below 0
  const factor = div(readVector(parts[`${name}Scale`]!), sqrt(add(variance, epsilon)));
  const center = mul(matMul(moments.mean, weights), factor);
  const shift = sub(readVector(parts[`${name}Shift`]!), center);
  return { weights: mul(weights, factor), shift };
}

/** All but the last axis as one. */
export function rowsOf(x: Tensor): Tensor {
  return reshape(x, [-1, x.shape.at(-1)!]);
}
