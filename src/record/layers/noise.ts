/** @file What layers draw in a training step, from uniform noise that is handed in. */
import { add, cos, floor, log, mul, sqrt, sub, type Tensor } from "@tensorflow/tfjs";

/** Uniform numbers on [0, 1) of a shape, new ones each step. */
export type NoiseSource = (shape: readonly number[]) => Tensor;

/** 1 with probability 1 − rate, else 0. */
export function kept(noise: NoiseSource, shape: readonly number[], rate: number): Tensor {
  return floor(add(noise(shape), 1 - rate));
}

/** A dropout mask: {@link kept}, scaled so that its mean is 1. */
export function dropoutMask(noise: NoiseSource, shape: readonly number[], rate: number): Tensor {
  return mul(kept(noise, shape, rate), 1 / (1 - rate));
}

/** Standard normal numbers: √(−2 ln u)·cos(2πv) (Box and Muller 1958, doi:10.1214/aoms/1177706645, eq. 1). */
export function normal(noise: NoiseSource, shape: readonly number[]): Tensor {
  const radius = sqrt(mul(log(sub(1, noise(shape))), -2)); // 1 − u lies on (0, 1]
  return mul(radius, cos(mul(noise(shape), 2 * Math.PI)));
}
