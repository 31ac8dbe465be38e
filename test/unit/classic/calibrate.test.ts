import { expect, test } from "vitest";
import { sharpness } from "#classic/calibrate";
import { Random } from "#core/random";

/** Logits 0 and 1, true with the probability that `factor` times them say. */
function draws(factor: number) {
  const random = new Random(3);
  const rows = 20_000;
  const share = 1 / (1 + Math.exp(-factor));
  const labels = Int32Array.from({ length: rows }, () => (random.uniform() < share ? 1 : 0));
  return { labels, logits: Float32Array.from({ length: 2 * rows }, (_, i) => i % 2) };
}

test.each([0.5, 1, 3])("finds the factor %f that the labels were drawn by", (factor) => {
  const { logits, labels } = draws(factor);
  expect(sharpness(logits, labels, 2) / factor).toBeCloseTo(1, 1);
});
