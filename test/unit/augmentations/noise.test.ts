import { expect, test } from "vitest";
import { augmented } from "#augmentations/augmentation";
import { gaussianNoise } from "#augmentations/gaussian-noise";
import { noise } from "#augmentations/noise";
import { Random } from "#core/random";
import { noiseWindow } from "#test/support/augmentation-windows";

const zeros = { ...noiseWindow("single", 4000), data: new Float32Array(4000) };
const spread = (data: Float32Array) =>
  Math.sqrt(data.reduce((sum, x) => sum + x * x, 0) / data.length);

test("the strength is drawn once per window, evenly from 0 to its maximum", () => {
  const found = Array.from({ length: 100 }, (_, seed) =>
    spread(augmented(noise, zeros, new Random(seed), { maximum: 0.4 })),
  );
  expect(Math.max(...found)).toBeLessThan(0.42);
  expect(Math.min(...found)).toBeLessThan(0.05);
  expect(found.reduce((sum, x) => sum + x, 0) / 100).toBeCloseTo(0.2, 1);
});

test("gaussian-noise has the standard deviation of its default", () => {
  expect(spread(augmented(gaussianNoise, zeros, new Random(1)))).toBeCloseTo(0.1, 2);
});
