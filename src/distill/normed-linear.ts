/**
 * @file A linear map and batch normalisation as one product. The statistics of x·W follow from those of x, mean μ·W and
 * variance diag(Wᵀ cov(x) W), so that no pass over the wide result is needed, forwards or backwards.
 */
import {
  add,
  div,
  eye,
  matMul,
  mean,
  mul,
  relu,
  reshape,
  sqrt,
  sub,
  sum,
  type Tensor,
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

/** Over all but the last axis. */
export function momentsOf(x: Tensor): Moments {
  const rows = rowsOf(x);
  const average = mean(rows, 0, true);
  const squares = div(matMul(rows, rows, true), rows.shape[0]!);
  return { mean: average, covariance: sub(squares, matMul(average, average, true)) };
}

/** [..., input] → [..., unit], each unit of mean 0 and variance 1 over the batch (and time), scaled and shifted. */
export function normedLinear(
  x: Tensor,
  parts: StepInput["parts"],
  name: string,
  moments = momentsOf(x),
): Tensor {
  const weights = parts[name]!(eye(x.shape.at(-1)!)); // [input, unit]
  const variance = relu(sum(mul(weights, matMul(moments.covariance, weights)), 0, true)); // rounding goes below 0
  const factor = div(readVector(parts[`${name}Scale`]!), sqrt(add(variance, epsilon)));
  const center = mul(matMul(moments.mean, weights), factor);
  const shift = sub(readVector(parts[`${name}Shift`]!), center);
  const normed = add(matMul(rowsOf(x), mul(weights, factor)), shift);
  return reshape(normed, [...x.shape.slice(0, -1), weights.shape[1]!]);
}

function rowsOf(x: Tensor): Tensor {
  return reshape(x, [-1, x.shape.at(-1)!]);
}
