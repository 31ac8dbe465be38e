import fc from "fast-check";
import { expect, test } from "vitest";
import { splinesThrough } from "#augmentations/spline";

const splineThrough = (knots: readonly number[], length: number) =>
  splinesThrough(Float64Array.from(knots), 1, length);

test("goes through its knots", () => {
  const knots = [1, -2, 0.5, 3, 3, 0];
  const curve = splineThrough(knots, 51);
  knots.forEach((knot, i) => {
    expect(curve[10 * i]).toBeCloseTo(knot, 9);
  });
});

test("is the line where the knots lie on a line", () => {
  const number = fc.double({ min: -5, max: 5, noNaN: true });
  fc.assert(
    fc.property(number, number, fc.integer({ min: 2, max: 9 }), (start, slope, count) => {
      const knots = Array.from({ length: count }, (_, i) => start + slope * i);
      splineThrough(knots, 40).forEach((value, i) => {
        expect(value).toBeCloseTo(start + (slope * i * (count - 1)) / 39, 6);
      });
    }),
  );
});

test("is smooth: no kink at the knots", () => {
  const curve = splineThrough([0, 1, -1, 2], 3001);
  const bend = (i: number) => curve[i - 1]! - 2 * curve[i]! + curve[i + 1]!;
  for (const knot of [1000, 2000]) {
    expect(Math.abs(bend(knot))).toBeLessThan(2 * Math.abs(bend(knot - 5)) + 1e-9);
  }
});

test("of two knots, and of one point", () => {
  expect([...splineThrough([1, 3], 3)]).toEqual([1, 2, 3]);
  expect([...splineThrough([1, 3], 1)]).toEqual([1]);
});

test("several curves are each by themselves", () => {
  const [a, b] = [
    [1, -2, 0.5, 3],
    [0, 4, 4, -1],
  ] as const;
  const both = splinesThrough(Float64Array.from([...a].flatMap((x, i) => [x, b[i]!])), 2, 21);
  expect(both.filter((_, i) => i % 2 === 0)).toEqual(splineThrough(a, 21));
  expect(both.filter((_, i) => i % 2 === 1)).toEqual(splineThrough(b, 21));
});
