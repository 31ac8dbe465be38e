import { array, assert, double, property } from "fast-check";
import { expect, test } from "vitest";
import { roundShares, survivors } from "#src/pipeline/fit/halving";

test("the best third goes on, two at least, in the order they came", () => {
  const scores = array(double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 });
  assert(
    property(scores, (accuracies) => {
      const scored = accuracies.map((accuracy, candidate) => ({ candidate, accuracy, nll: 1 }));
      const left = survivors(scored);
      expect(left).toHaveLength(Math.min(scored.length, Math.max(2, Math.ceil(scored.length / 3))));
      expect(left).toEqual(left.toSorted((a, b) => a - b));
      const worst = Math.min(...left.map((i) => accuracies[i]!));
      const out = accuracies.filter((_, i) => !left.includes(i));
      expect(Math.max(0, ...out)).toBeLessThanOrEqual(worst);
    }),
  );
});

test("of equal accuracies the surer one goes on", () => {
  const scored = [0.9, 0.3, 0.5, 0.4].map((nll, candidate) => ({ candidate, accuracy: 0.8, nll }));
  expect(survivors(scored)).toEqual([1, 3]);
});

test("rounds grow, and the last is the whole training", () => {
  expect([...roundShares].sort((a, b) => a - b)).toEqual([...roundShares]);
  expect(roundShares.at(-1)).toBe(1);
});
