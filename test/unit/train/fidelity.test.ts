import fc from "fast-check";
import { expect, test } from "vitest";
import { fidelity } from "#train/fidelity";

const ln = Math.log;

test("by hand: one of two agrees; KL of (½, ½) against (¼, ¾), and of equals", () => {
  const teacher = [ln(0.5), ln(0.5), 0, 9];
  const student = [ln(0.25), ln(0.75), 0, 9];
  const { agreement, divergence } = fidelity(student, [teacher], 2);
  expect(agreement).toBe(0.5);
  expect(divergence).toBeCloseTo((0.5 * ln(2) + 0.5 * ln(2 / 3)) / 2, 12);
});

test("several teachers are the mean of their probabilities", () => {
  const even = fidelity(
    [0, 0],
    [
      [ln(0.2), ln(0.8)],
      [ln(0.8), ln(0.2)],
    ],
    2,
  );
  expect(even.divergence).toBeCloseTo(0, 12);
});

test("a student agrees with itself, whatever is added to its logits", () => {
  const logits = fc.array(fc.integer({ min: -50, max: 50 }), {
    minLength: 3,
    maxLength: 3,
  });
  fc.assert(
    fc.property(logits, fc.integer({ min: -9, max: 9 }), (row, shift) => {
      const moved = row.map((z) => z + shift);
      expect(fidelity(moved, [row], 3).divergence).toBeCloseTo(0, 9);
      expect(fidelity(row, [row], 3).agreement).toBe(1);
    }),
  );
});
