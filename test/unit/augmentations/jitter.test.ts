import { expect, test } from "vitest";
import { augmented } from "#augmentations/augmentation";
import { jitter } from "#augmentations/jitter";
import { Random } from "#core/random";

test("the noise has the standard deviation asked for and no mean", () => {
  const window = {
    ...{ data: new Float32Array(20_000).fill(3), length: 20_000 },
    ...{ channels: ["x"], sampleRate: 50, unit: "g" },
  };
  const noise = augmented(jitter, window, new Random(1), { sigma: 0.2 }).map((x) => x - 3);
  const mean = noise.reduce((sum, x) => sum + x, 0) / noise.length;
  const sd = Math.sqrt(noise.reduce((sum, x) => sum + (x - mean) ** 2, 0) / noise.length);
  expect(Math.abs(mean)).toBeLessThan(0.005);
  expect(sd).toBeCloseTo(0.2, 2);
});
