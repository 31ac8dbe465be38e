import fc from "fast-check";
import { expect, test } from "vitest";
import { fixedPoint, mostRescaled, rescale } from "#export/integer/fixed-point";

const sums = fc.integer({ min: -(2 ** 30), max: 2 ** 30 });

test("a factor is that of the reals, within half a step and 31 bits", () => {
  const factors = fc.double({ min: 2 ** -40, max: 2 ** 29, noNaN: true });
  fc.assert(
    fc.property(sums, factors, (sum, factor) => {
      const exact = sum * factor;
      const expected = Math.min(mostRescaled, Math.max(-mostRescaled, exact));
      const limit = 0.5 + Math.abs(exact) * 2 ** -30;
      expect(Math.abs(rescale(sum, fixedPoint(factor)) - expected)).toBeLessThanOrEqual(limit);
    }),
  );
});

test("halves go towards positive infinity; what is too small is nothing", () => {
  const half = fixedPoint(0.5);
  expect([3, 1, -1, -3].map((sum) => rescale(sum, half))).toEqual([2, 1, 0, -1]);
  expect(rescale(2 ** 30, fixedPoint(2 ** -70))).toBe(0);
  expect(rescale(2 ** 30, fixedPoint(0))).toBe(0);
});

test("a factor beyond 31 bits ends where every grid has ended, instead of turning over", () => {
  for (const factor of [2 ** 31, 1e20, Number.POSITIVE_INFINITY]) {
    const fixed = fixedPoint(factor);
    expect([1, -1, 0, 5000].map((sum) => rescale(sum, fixed))).toEqual([
      ...[mostRescaled, -mostRescaled, 0, mostRescaled],
    ]);
  }
});
