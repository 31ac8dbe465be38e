import { expect, test } from "vitest";
import { type MixupOptions, mixup } from "#augmentations/mixup";
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

const mix = (size: number, seed: number, options: Partial<MixupOptions>) =>
  mixup.mix(batchOf(size), new Random(seed), { ...mixup.options, ...options });

test("labels are mixed as the inputs are, in all modalities alike", () => {
  const { inputs, labels } = mix(8, 1, {});
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
    const { labels } = mix(20, 3, { share });
    const own = Array.from({ length: 20 }, (_, row) => labels.data[21 * row]!);
    const unmixed = own.filter((weight) => weight === 1).length;
    expect(unmixed).toBeGreaterThanOrEqual(pure);
    expect(unmixed).toBeLessThanOrEqual(pure + 3); // a sample may be its own partner
  }
});

test("a small alpha keeps samples nearly pure", () => {
  const purity = (alpha: number) => {
    const { labels } = mix(64, 5, { alpha });
    const own = Array.from({ length: 64 }, (_, row) => labels.data[65 * row]!);
    return own.reduce((sum, weight) => sum + Math.abs(weight - 0.5), 0) / 64;
  };
  expect(purity(0.1)).toBeGreaterThan(purity(4) + 0.15);
});

test("pure samples picked with replacement are fewer: of 90 %, 1 − e^−0.9 = 59 % are left", () => {
  const size = 400;
  const pureOf = (pick: string) => {
    const { labels } = mix(size, 9, { share: 0.1, pick });
    return Array.from({ length: size }, (_, row) => labels.data[row * (size + 1)]!).filter(
      (weight) => weight === 1,
    ).length;
  };
  expect(pureOf("without") / size).toBeCloseTo(0.9, 2);
  expect(Math.abs(pureOf("with") / size - 0.593)).toBeLessThan(0.06); // 2.5 standard deviations
});

test("per batch: one weight for all", () => {
  const { labels } = mix(32, 2, { per: "batch" });
  const weights = Array.from({ length: 32 }, (_, row) => labels.data[33 * row]!);
  const common = weights.filter((weight) => weight < 1);
  expect(common.length).toBeGreaterThan(25);
  for (const weight of common) expect(weight).toBe(common[0]);
});
