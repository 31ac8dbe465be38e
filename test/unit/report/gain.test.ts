import { expect, test } from "vitest";
import { gain } from "#report/gain";
import { sampleResult } from "#test/support/run-result";

const { models } = sampleResult({ seeds: 3 });

test("is paired by seed, not by position", () => {
  const shuffled = models.map((model) =>
    model.kind === "alone" ? { ...model, seeds: model.seeds.toReversed() } : model,
  );
  expect(gain(shuffled)).toEqual(gain(models));
});

test("agrees with a computation by hand", () => {
  const accuracies = { alone: [0.8, 0.82, 0.81], distilled: [0.83, 0.84, 0.85] };
  const made = models.map((model) => {
    const values = accuracies[model.kind as "alone"] ?? [0, 0, 0];
    return { ...model, seeds: model.seeds.map((seed, i) => ({ ...seed, accuracy: values[i]! })) };
  });
  const { n, mean, interval } = gain(made)!;
  // differences 3, 2, 4 points: mean 3, sd 1, t(0.975, 2) = 4.3027
  expect(n).toBe(3);
  expect(mean).toBeCloseTo(0.03, 10);
  expect(interval!.low).toBeCloseTo(0.03 - 0.043027 / Math.sqrt(3), 6);
  expect(interval!.high).toBeCloseTo(0.03 + 0.043027 / Math.sqrt(3), 6);
});

test("seeds that only one of them has are left out; without a pair there is no gain", () => {
  const one = models.map((m) => (m.kind === "alone" ? { ...m, seeds: m.seeds.slice(1, 2) } : m));
  expect(gain(one)).toMatchObject({ n: 1, interval: null });
  expect(gain(models.filter(({ kind }) => kind !== "alone"))).toBeNull();
});
