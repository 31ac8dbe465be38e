import { expect, test } from "vitest";
import { labelWidth } from "#report/charts/class-labels";
import { logTicks } from "#report/charts/log-ticks";

test.each([
  [
    [9, 5000],
    [10, 100, 1000],
  ],
  [
    [15, 90],
    [20, 50],
  ],
  [
    [0.5, 12],
    [1, 10],
  ],
  [
    [40, 420],
    [50, 100, 200],
  ],
] as const)("ticks of %j", (domain, ticks) => {
  expect(logTicks(domain)).toEqual(ticks);
});

test("room for labels grows with the longest name, up to where names are cut", () => {
  expect(labelWidth(["walk"], 10)).toBeLessThan(labelWidth(["walking upstairs"], 10));
  expect(labelWidth(["x".repeat(22)], 10)).toBe(labelWidth(["x".repeat(200)], 10));
  expect(labelWidth([], 10)).toBeGreaterThan(0);
});
