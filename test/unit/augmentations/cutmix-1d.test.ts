import { expect, test } from "vitest";
import { cutmix1d } from "#augmentations/cutmix-1d";
import { Random } from "#core/random";
import type { Batch } from "#core/signal";

/** Sample i is the constant i in both modalities, at two rates, and class i. */
function batchOf(size: number): Batch {
  const constant = (steps: number) => ({
    data: Float32Array.from({ length: size * steps }, (_, i) => Math.floor(i / steps)),
    shape: [size, steps, 1],
  });
  const data = Float32Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0));
  const sampleIds = Int32Array.from({ length: size }, (_, i) => i);
  return {
    inputs: { acc: constant(40), skeleton: constant(20) },
    labels: { data, shape: [size, size] },
    sampleIds,
  };
}

test("the label's share is the share of time, the cut is one run, the same in all modalities", () => {
  const { inputs, labels } = cutmix1d.mix(batchOf(16), new Random(2), { alpha: 1 });
  let cuts = 0;
  for (let row = 0; row < 16; row++) {
    const acc = [...inputs.acc!.data.subarray(40 * row, 40 * row + 40)];
    const skeleton = [...inputs.skeleton!.data.subarray(20 * row, 20 * row + 20)];
    expect(acc.filter((_, t) => t % 2 === 0)).toEqual(skeleton);
    const foreign = skeleton.filter((x) => x !== row);
    expect(new Set(foreign).size).toBeLessThan(2);
    expect(labels.data[row * 16 + row]).toBeCloseTo(1 - foreign.length / 20, 6);
    const edges = skeleton.filter((x, t) => t > 0 && x !== skeleton[t - 1]);
    expect(edges.length).toBeLessThan(3);
    if (foreign.length > 0) {
      cuts++;
      expect(labels.data[row * 16 + foreign[0]!]).toBeCloseTo(foreign.length / 20, 6);
    }
  }
  expect(cuts).toBeGreaterThan(10);
});
