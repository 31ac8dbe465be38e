import { expect, test } from "vitest";
import { mixup } from "#augmentations/mixup";
import { Random } from "#core/random";
import type { Batch } from "#core/signal";

/** Sample i is the constant i in both modalities, and class i. */
function batchOf(size: number): Batch {
  const constant = (width: number) => ({
    data: Float32Array.from({ length: size * width }, (_, i) => Math.floor(i / width)),
    shape: [size, width, 1],
  });
  const data = Float32Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0));
  const sampleIds = Int32Array.from({ length: size }, (_, i) => i);
  return {
    inputs: { acc: constant(3), gyro: constant(2) },
    labels: { data, shape: [size, size] },
    sampleIds,
  };
}

test("labels are mixed as the inputs are, in all modalities alike", () => {
  const { inputs, labels } = mixup.mix(batchOf(8), new Random(1), { alpha: 1, share: 1 });
  for (let row = 0; row < 8; row++) {
    const weights = labels.data.subarray(8 * row, 8 * row + 8);
    const expected = weights.reduce((sum, weight, label) => sum + weight * label, 0);
    expect(inputs.acc!.data[3 * row + 2]).toBeCloseTo(expected, 5);
    expect(inputs.gyro!.data[2 * row]).toBeCloseTo(expected, 5);
    expect(weights[row]).toBeGreaterThan(0); // its own part
  }
});

test("exactly the share that was asked for is mixed", () => {
  for (const [share, pure] of [
    [0.25, 15],
    [0.5, 10],
    [1, 0],
  ] as const) {
    const { labels } = mixup.mix(batchOf(20), new Random(3), { alpha: 1, share });
    const own = Array.from({ length: 20 }, (_, row) => labels.data[21 * row]!);
    const unmixed = own.filter((weight) => weight === 1).length;
    expect(unmixed).toBeGreaterThanOrEqual(pure);
    expect(unmixed).toBeLessThanOrEqual(pure + 3); // a sample may be its own partner
  }
});

test("a small alpha keeps samples nearly pure", () => {
  const purity = (alpha: number) => {
    const { labels } = mixup.mix(batchOf(64), new Random(5), { alpha, share: 1 });
    const own = Array.from({ length: 64 }, (_, row) => labels.data[65 * row]!);
    return own.reduce((sum, weight) => sum + Math.abs(weight - 0.5), 0) / 64;
  };
  expect(purity(0.1)).toBeGreaterThan(purity(4) + 0.15);
});
