import fc from "fast-check";
import { expect, test } from "vitest";
import { leastOf } from "#export/quantize/least-of";

const time = (...values: number[]) => ({ values, margin: 1.05 });
const size = (...values: number[]) => ({ values, margin: 1.1 });

test("much faster wins, whatever it weighs", () => {
  expect(leastOf(time(100, 80), size(10, 500))).toBe(1);
});

test("of about equal times the smaller wins", () => {
  expect(leastOf(time(100, 104), size(500, 10))).toBe(1);
});

test("of about equal times and sizes the faster wins", () => {
  expect(leastOf(time(104, 100), size(99, 100))).toBe(1);
});

test("it is about the least by the first measure, and nobody of that kind is much below it by the second", () => {
  const positive = fc.double({ min: 1, max: 2, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.tuple(positive, positive), { minLength: 1 }), (rows) => {
      const [first, second] = [time(...rows.map(([a]) => a)), size(...rows.map(([, b]) => b))];
      const best = leastOf(first, second);
      const limit = Math.min(...first.values) * first.margin;
      expect(first.values[best]!).toBeLessThanOrEqual(limit);
      const near = second.values.filter((_, i) => first.values[i]! <= limit);
      expect(second.values[best]!).toBeLessThanOrEqual(Math.min(...near) * second.margin);
    }),
  );
});
