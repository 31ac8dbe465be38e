import fc from "fast-check";
import { expect, test } from "vitest";
import { augmented } from "#augmentations/augmentation";
import { timeWarp, warpedTimes } from "#augmentations/time-warp";
import { Random } from "#core/random";

const options = fc.record({
  sigma: fc.double({ min: 0, max: 2, noNaN: true }),
  knots: fc.integer({ min: 0, max: 9 }),
});

test("time keeps its ends and never stands still or runs backwards", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 200 }), fc.integer(), options, (length, seed, choice) => {
      const times = warpedTimes(length, new Random(seed), choice);
      expect(times[0]).toBe(0);
      expect(times[length - 1]).toBeCloseTo(length - 1, 9);
      for (let t = 1; t < length; t++) expect(times[t]!).toBeGreaterThan(times[t - 1]!);
    }),
  );
});

test("a ramp shows where time was read; both ends stay", () => {
  const data = Float32Array.from({ length: 50 }, (_, i) => i);
  const window = { data, length: 50, channels: ["x"], sampleRate: 50, unit: "g" };
  const warped = augmented(timeWarp, window, new Random(2));
  const times = warpedTimes(50, new Random(2), timeWarp.options);
  warped.forEach((value, t) => {
    expect(value).toBeCloseTo(times[t]!, 4);
  });
  expect([warped[0], warped[49]]).toEqual([0, expect.closeTo(49, 4)]);
});

test("windows of other length warp alike: paired modalities stay aligned", () => {
  const long = warpedTimes(129, new Random(8), timeWarp.options);
  const short = warpedTimes(65, new Random(8), timeWarp.options);
  short.forEach((time, t) => {
    expect(Math.abs(time / 64 - long[2 * t]! / 128)).toBeLessThan(2e-3);
  });
});
