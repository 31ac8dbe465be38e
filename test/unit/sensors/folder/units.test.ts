import { expect, test } from "vitest";
import { knownUnits, unitConversion } from "#sensors/folder/units";

test.each([
  ["m/s²", 9.80665, 1, "g"],
  ["m/s^2", 9.80665, 1, "g"],
  ["mg", 1000, 1, "g"],
  ["deg/s", 180, Math.PI, "rad/s"],
  ["°/s", 90, Math.PI / 2, "rad/s"],
  ["cm", 150, 1.5, "m"],
  ["mV", 2, 2000, "µV"],
  ["uT", 40, 40, "µT"],
])("%s: %d is %d %s", (name, value, expected, unit) => {
  const conversion = unitConversion(name)!;
  expect([value * conversion.factor, conversion.unit]).toEqual([
    expect.closeTo(expected, 10),
    unit,
  ]);
});

test("every known unit converts, others do not", () => {
  for (const name of knownUnits) expect(unitConversion(name)).toBeDefined();
  for (const other of ["furlong", "constructor"]) expect(unitConversion(other)).toBeUndefined();
});
