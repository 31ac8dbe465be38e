import { expect, test } from "vitest";
import { augmented } from "#augmentations/augmentation";
import { scaling } from "#augmentations/scaling";
import { Random } from "#core/random";

const channels = ["acc.x", "acc.y", "acc.z", "pulse"];
const data = Float32Array.of(1, 2, 4, 8, 3, 6, 12, 24); // [2, 4]
const window = { data, length: 2, channels, sampleRate: 50, unit: "g" };
const factorsOf = (isotropic: boolean) =>
  [...augmented(scaling, window, new Random(1), { isotropic })].map((value, i) => value / data[i]!);

test("each channel has one factor, the same at all times", () => {
  const factors = factorsOf(false);
  for (const c of [0, 1, 2, 3]) expect(factors[c]).toBeCloseTo(factors[c + 4]!, 5);
  expect(factors[0]).not.toBeCloseTo(factors[1]!, 3);
});

test("isotropic: one factor for the axes of a sensor, so that directions stay", () => {
  const factors = factorsOf(true);
  for (const c of [1, 2, 4, 5, 6]) expect(factors[c]).toBeCloseTo(factors[0]!, 5);
  expect(factors[0]).not.toBe(1);
  expect(factors[3]).not.toBeCloseTo(factors[0]!, 3);
});
