import { expect, test } from "vitest";
import { ChannelTally } from "#sensors/inspect/channel-tally";

function tallyOf(...recordings: readonly (readonly number[])[]) {
  const tally = new ChannelTally();
  for (const values of recordings) tally.add(Float32Array.from(values), 0, 1);
  return tally.finish("x");
}

test("range, mean and spread run through all recordings", () => {
  const { least, greatest, mean, sd } = tallyOf([1, 2, 3], [6]);
  expect([least, greatest, mean]).toEqual([1, 6, 3]);
  expect(sd).toBeCloseTo(Math.sqrt(14 / 4), 12);
});

test("a large offset costs no digits", () => {
  const { mean, sd } = tallyOf([1e6, 1e6 + 1, 1e6 + 2]);
  expect(mean).toBe(1e6 + 1);
  expect(sd).toBeCloseTo(Math.sqrt(2 / 3), 9);
});

test("one channel of several is told apart", () => {
  const tally = new ChannelTally();
  tally.add(Float32Array.of(1, 9, 2, 9, 3, 9), 0, 2);
  expect(tally.finish("x")).toMatchObject({ least: 1, greatest: 3, mean: 2, flat: 0 });
});

test("missing values count, and spoil nothing", () => {
  const { missing, mean, least } = tallyOf([1, Number.NaN, 3], [Number.POSITIVE_INFINITY, 2]);
  expect([missing, mean, least]).toEqual([2, 2, 1]);
  expect(tallyOf([Number.NaN])).toMatchObject({ missing: 1, least: Number.NaN, clipped: 0 });
});

test("values that stay at the limit are clipped; one peak is not", () => {
  expect(tallyOf([0, 2, 2, 2, 0, 2, 1, -2, -2]).clipped).toBe(5);
  expect(tallyOf([0, 2, 1, 0, 3, 1]).clipped).toBe(0);
});

test("a higher peak unmasks what looked like the limit", () => {
  expect(tallyOf([0, 2, 2, 2, 0], [3, 0]).clipped).toBe(0);
});

test("a run does not go on in the next recording", () => {
  expect(tallyOf([0, 2], [2, 0]).clipped).toBe(0);
});

test("a recording without any change is flat, one value is not enough to say so", () => {
  expect(tallyOf([1, 1, 1], [2, 2], [1, 2], [7])).toMatchObject({ flat: 2 });
  expect(tallyOf([4, 4, 4])).toMatchObject({ flat: 1, clipped: 0 });
});
