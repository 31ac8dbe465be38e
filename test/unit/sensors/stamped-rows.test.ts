import { expect, test } from "vitest";
import { stampedRows } from "#sensors/stamped-rows";

test("the rows asked for, in that order, each with its time", () => {
  const facts = { unit: "g", channels: ["x", "y"], sampleRate: 1 };
  const table = { times: [0, 1, 2], columns: [[1, 2, 3], Float64Array.of(4, 5, 6)], factor: 10 };
  const { times, data, unit } = stampedRows(facts, table, [2, 0]);
  expect([...times]).toEqual([2, 0]);
  expect([...data]).toEqual([30, 60, 10, 40]);
  expect(unit).toBe("g");
});
