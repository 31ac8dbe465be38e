import { describe, expect, test } from "vitest";
import { constant, cosine, step } from "#train/schedules";

test("constant stays", () => {
  expect([0, 0.5, 1].map((at) => constant.factor(at, {}))).toEqual([1, 1, 1]);
});

describe("cosine", () => {
  const at = (progress: number, options = {}) =>
    cosine.factor(progress, { ...cosine.options, ...options });

  test("from 1 over the middle to the floor", () => {
    expect(at(0)).toBeCloseTo(1, 12);
    expect(at(0.5)).toBeCloseTo(0.505, 12); // halfway between 1 and 0.01
    expect(at(1)).toBeCloseTo(0.01, 12);
    expect(at(0.25, { floor: 0 })).toBeCloseTo((1 + Math.SQRT1_2) / 2, 12);
  });

  test("warm-up rises in a line and then the cosine begins", () => {
    const options = { warmup: 0.2, floor: 0 };
    expect([0, 0.1, 0.2].map((progress) => at(progress, options))).toEqual([0, 0.5, 1]);
    expect(at(0.6, options)).toBeCloseTo(0.5, 12);
    expect(at(1, options)).toBeCloseTo(0, 12);
  });
});

test("step drops at each point", () => {
  const factors = [0, 0.49, 0.5, 0.74, 0.75, 1].map((at) => step.factor(at, step.options));
  expect(factors[0]).toBe(1);
  expect(factors[1]).toBe(1);
  for (const [i, expected] of [0.1, 0.1, 0.01, 0.01].entries())
    expect(factors[i + 2]).toBeCloseTo(expected, 12);
});
