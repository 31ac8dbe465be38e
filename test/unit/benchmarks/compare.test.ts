import { describe, expect, test } from "vitest";
import { compare, comparisonTable, excludesZero } from "#benchmarks/compare";

const results = { none: [0.8, 0.82, 0.81], kd: [0.83, 0.84, 0.85], noise: [0.7, 0.9, 0.81] };

describe("comparison over seeds", () => {
  const rows = compare(results);

  test("the first row is the baseline", () => {
    expect(rows[0]!).toMatchObject({ name: "none", n: 3 });
    expect(rows[0]!.mean).toBeCloseTo(0.81, 12);
    expect(rows[0]!.sd).toBeCloseTo(0.01, 12);
    expect(rows[0]!.difference).toBeUndefined();
  });

  test("a steady gain excludes zero, a wild one does not", () => {
    expect(rows[1]!.difference!.mean).toBeCloseTo(0.03, 12);
    expect(excludesZero(rows[1]!.difference!)).toBe(true);
    expect(excludesZero(rows[2]!.difference!)).toBe(false);
  });

  test("a loss excludes zero as well", () => {
    const [, worse] = compare({ kd: results.kd, none: results.none });
    expect(worse!.difference!.high).toBeLessThan(0);
    expect(excludesZero(worse!.difference!)).toBe(true);
  });

  test("the table reads in points", () => {
    const table = comparisonTable(compare({ none: [0.5, 0.5], kd: [0.52, 0.52] }));
    expect(table).toContain("| none | 2 | 50.00 ± 0.00 | baseline |");
    expect(table).toContain("| kd | 2 | 52.00 ± 0.00 | +2.00 (+2.00 … +2.00) |");
  });

  test("different numbers of seeds are refused", () => {
    expect(() => compare({ none: [1, 2], kd: [1] })).toThrow("kd has 1 results, none has 2");
  });

  test("nothing compares to nothing", () => {
    expect(compare({})).toEqual([]);
  });
});
