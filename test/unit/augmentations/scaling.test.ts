import { expect, test } from "vitest";
import { scaling } from "#augmentations/scaling";
import { Random } from "#core/random";

const data = Float32Array.of(1, 2, 4, 3, 6, 12); // [2, 3]
const window = { data, length: 2, channels: 3, sampleRate: 50 };
const factorsOf = (isotropic: boolean) => {
  const scaled = scaling.apply(window, new Random(1), { sigma: 0.1, isotropic }).data;
  return [...scaled.map((value, i) => value / data[i]!)];
};

test("each channel has one factor, the same at all times", () => {
  const factors = factorsOf(false);
  for (const c of [0, 1, 2]) expect(factors[c]).toBeCloseTo(factors[c + 3]!, 5);
  expect(factors[0]).not.toBeCloseTo(factors[1]!, 3);
});

test("isotropic: one factor for all, so that directions stay", () => {
  const factors = factorsOf(true);
  for (const factor of factors) expect(factor).toBeCloseTo(factors[0]!, 5);
  expect(factors[0]).not.toBe(1);
});
