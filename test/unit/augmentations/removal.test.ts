import { expect, test } from "vitest";
import { augmented } from "#augmentations/augmentation";
import { maskEncoding } from "#augmentations/mask-encoding";
import { removal } from "#augmentations/removal";
import { Random } from "#core/random";
import { noiseWindow } from "#test/support/augmentation-windows";

/** Where the time steps are zero, as [start, end) runs; every other value must be bit-equal. */
function zeroRuns(data: Float32Array, before: Float32Array, width: number): [number, number][] {
  const runs: [number, number][] = [];
  for (let t = 0; t < data.length / width; t++) {
    const row = data.subarray(t * width, (t + 1) * width);
    if (row.some((x) => x !== 0)) {
      expect(row).toEqual(before.subarray(t * width, (t + 1) * width));
      continue;
    }
    const last = runs.at(-1);
    if (last?.[1] === t) last[1] = t + 1;
    else runs.push([t, t + 1]);
  }
  return runs;
}

test("one run of at most half the window is zero, the rest is bit-equal", () => {
  const window = noiseWindow("worn", 100);
  const lengths = Array.from({ length: 300 }, (_, seed) => {
    const runs = zeroRuns(augmented(removal, window, new Random(seed)), window.data, 3);
    expect(runs.length).toBeLessThan(2);
    return runs.reduce((sum, [start, end]) => sum + end - start, 0);
  });
  expect(Math.max(...lengths)).toBeLessThanOrEqual(50);
  expect(Math.max(...lengths)).toBeGreaterThan(45);
  expect(Math.min(...lengths)).toBeLessThan(3);
});

test("mask-encoding: so many runs of equal length", () => {
  const window = noiseWindow("worn", 100);
  const options = { ratio: 0.3, segments: 3 };
  for (let seed = 0; seed < 50; seed++) {
    const data = augmented(maskEncoding, window, new Random(seed), options);
    const runs = zeroRuns(data, window.data, 3); // runs may touch or overlap
    expect(runs.length).toBeLessThanOrEqual(3);
    for (const [start, end] of runs) expect(end - start).toBeGreaterThanOrEqual(10);
  }
});
