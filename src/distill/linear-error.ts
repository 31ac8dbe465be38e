/**
 * @file How far a linear map of x is from y, by second moments: mean (x·w + b − y)² is a quadratic in w whose coefficients
 * are cov(x), cov(x, y) and var(y). The wide map itself, its difference and the passes over both are never made.
 */
import { add, matMul, mean, mul, relu, square, sub, sum, type Tensor } from "@tensorflow/tfjs";
import { type Affine, type Moments, momentsOf, rowsOf } from "./normed-linear.ts";

/** What is to be met, and what its columns are like. */
export interface Target {
  readonly rows: Tensor; // [row, unit]
  readonly mean: Tensor; // [1, unit]
  readonly power: Tensor; // mean square, [1, unit]
  readonly variance: Tensor; // [1, unit]
}

/** [..., unit], over all but the last axis. */
export function targetOf(y: Tensor): Target {
  const rows = rowsOf(y);
  const [average, power] = [mean(rows, 0, true), mean(square(rows), 0, true)];
  return { rows, mean: average, power, variance: sub(power, square(average)) };
}

/** Mean over rows of (x·weights + shift − y)², never negative; exact to about 1e-6 of y's mean square. [..., input] → [1, unit] */
export function linearErrors(
  x: Tensor,
  { weights, shift }: Affine,
  target: Target,
  moments: Moments = momentsOf(x),
): Tensor {
  const rows = rowsOf(x);
  const products = mul(matMul(rows, target.rows, true), 1 / rows.shape[0]!);
  const together = sub(products, matMul(moments.mean, target.mean, true)); // cov(x, y)
  const slope = sub(matMul(moments.covariance, weights), mul(together, 2));
  const spread = add(sum(mul(weights, slope), 0, true), target.variance);
  const offset = sub(add(matMul(moments.mean, weights), shift), target.mean);
  return add(relu(spread), square(offset)); // rounding goes below 0
}
