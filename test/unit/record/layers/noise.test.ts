import { mean, setBackend, square, type Tensor, tensor } from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { dropoutMask, kept, normal } from "#record/layers/noise";
import { quietTf } from "#record/quiet";
import { expectClose, randomTensor } from "#test/support/tensors";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

/** New uniform numbers for every call. */
function uniform() {
  let seed = 11;
  return (shape: readonly number[]) => randomTensor(shape, seed++, [0, 1]);
}

const average = (x: Tensor) => mean(x).dataSync()[0]!;

test("keeps where the noise reaches the rate", () => {
  const noise = () => tensor([0, 0.29, 0.31, 0.999]);
  expect([...kept(noise, [4], 0.3).dataSync()]).toEqual([0, 0, 1, 1]);
  expectClose(dropoutMask(noise, [4], 0.3).dataSync(), [0, 0, 1 / 0.7, 1 / 0.7]);
});

test("normal numbers have mean 0, variance 1, kurtosis 3", () => {
  const x = normal(uniform(), [20_000]);
  expect(average(x)).toBeCloseTo(0, 1);
  expect(average(square(x))).toBeCloseTo(1, 1);
  expect(Math.abs(average(square(square(x))) - 3)).toBeLessThan(0.25);
});

test("the smallest uniform number gives a finite normal one", () => {
  const x = normal(() => tensor([0, 1 - 2 ** -24]), [2]).dataSync();
  expect([...x].every(Number.isFinite)).toBe(true);
});
