import { describe, expect, test } from "vitest";
import { median, quantile } from "#core/quantiles";
import { mean, meanInterval, pairedInterval, sd } from "#core/stats";

describe("summaries", () => {
  test("mean, median and standard deviation of a textbook sample", () => {
    const values = [2, 4, 4, 4, 5, 5, 7, 9];
    expect(mean(values)).toBe(5);
    expect(median(values)).toBe(4.5);
    expect(sd(values)).toBeCloseTo(Math.sqrt(32 / 7), 12);
  });

  test("the deviation of a single value is unknown, not zero", () => {
    expect(sd([3])).toBeNaN();
  });

  test("no values are an error", () => {
    expect(() => mean([])).toThrow();
    expect(() => quantile([], 0.5)).toThrow(RangeError);
  });

  test.each([
    [0, 1],
    [0.25, 1.75],
    [0.5, 2.5],
    [0.9, 3.7],
    [1, 4],
  ])("quantile %d interpolates as numpy does", (p, expected) => {
    expect(quantile([4, 1, 3, 2], p)).toBeCloseTo(expected, 12);
  });
});

describe("Student t intervals", () => {
  test("five values: half width 2.776 standard errors", () => {
    const { low, high, mean: center, sd: spread, n } = meanInterval([1, 2, 3, 4, 5]);
    expect({ n, center }).toEqual({ n: 5, center: 3 });
    expect(high - low).toBeCloseTo((2 * 2.7764451 * spread) / Math.sqrt(5), 6);
  });

  test("pairing removes what both sides share", () => {
    const shared = [10, 50, 90, 20];
    const better = shared.map((value, i) => value + 2 + 0.1 * (i % 2));
    const { mean: gain, low } = pairedInterval(better, shared);
    expect(gain).toBeCloseTo(2.05, 10);
    expect(low).toBeGreaterThan(1.9);
  });

  test("one pair has no interval", () => {
    expect(pairedInterval([2], [1])).toEqual({
      n: 1,
      mean: 1,
      sd: Number.NaN,
      low: Number.NaN,
      high: Number.NaN,
    });
  });

  test("unequal lengths are an error", () => {
    expect(() => pairedInterval([1, 2], [1])).toThrow("got 2 and 1");
  });
});
