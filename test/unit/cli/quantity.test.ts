import { expect, test } from "vitest";
import { byteUnits, countUnits, quantity, timeUnits } from "#src/cli/quantity";

test.each([
  ["16kB", byteUnits, 16_000],
  ["16 kB", byteUnits, 16_000],
  ["900", byteUnits, 900],
  ["1.5MB", byteUnits, 1_500_000],
  ["1ms", timeUnits, 1000],
  ["250 µs", timeUnits, 250],
  ["0.5M", countUnits, 500_000],
])("%s", (text, units, value) => {
  expect(quantity("--x", text, units)).toBe(value);
});

test.each(["", "kB", "0kB", "-3kB", "3 apples", "1e3", "constructor"])("%j is refused", (text) => {
  expect(() => quantity("--bytes", text, byteUnits)).toThrow(/--bytes: expected a number above 0/);
});

test("a time wants its unit", () => {
  expect(() => quantity("--latency", "3", timeUnits)).toThrow(/got "3"/);
});
