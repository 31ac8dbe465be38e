/** @file Random tensors and what two roads to one answer are compared with. */
import { type Tensor, tensor } from "@tensorflow/tfjs";
import { expect } from "vitest";
import { Random } from "#core/random";
import { sizeOf } from "#core/signal";

export function randomArray(size: number, seed: number, [low, high] = [-2, 2]): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: size }, () => random.between(low!, high!));
}

export function randomTensor(
  shape: readonly number[],
  seed: number,
  range?: [number, number],
): Tensor {
  return tensor(randomArray(sizeOf(shape), seed, range), [...shape]);
}

/** Every element within `absolute + relative · |expected|`. */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { absolute = 1e-5, relative = 1e-4 } = {},
): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const limit = absolute + relative * Math.abs(expected[i]!);
    if (!(Math.abs(actual[i]! - expected[i]!) <= limit)) {
      expect.fail(`element ${i}: ${actual[i]} is not within ${limit} of ${expected[i]}`);
    }
  }
}

/** Central differences of a scalar function of a flat array. */
export function finiteDifferences(
  f: (x: Float32Array) => number,
  x: Float32Array,
  h = 1e-2,
): Float32Array {
  return x.map((_, i) => {
    const shifted = (delta: number) => f(x.map((value, j) => (j === i ? value + delta : value)));
    return (shifted(h) - shifted(-h)) / (2 * h);
  });
}
