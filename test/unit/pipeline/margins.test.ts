import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { effectOf, marginsOf } from "#src/pipeline/margins";

const cells = [
  { row: "a", column: "x", results: [0.5, 0.7] },
  { row: "a", column: "y", results: [0.7, 0.9] },
  { row: "b", column: "x", results: [0.6, 0.6] },
  { row: "b", column: "y", results: [0.9, 0.9] },
];
const marginsIn = (factor: "row" | "column") =>
  marginsOf(
    cells,
    (cell) => cell[factor],
    ({ results }) => results,
  );

describe("margins", () => {
  test("are means over the level's cells, seed by seed", () => {
    const [a, b] = marginsIn("row");
    expect(a!.level).toBe("a");
    for (const [i, mean] of [0.6, 0.8].entries()) expect(a!.results[i]).toBeCloseTo(mean, 12);
    expect(b!.interval.mean).toBeCloseTo(0.75, 12);
  });

  test("their mean is the mean of the grid, whatever the factor", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(share, { minLength: 12, maxLength: 12 }), (values) => {
        const grid = values.map((value, i) => ({
          row: String(i % 3),
          column: String(i % 4),
          value,
        }));
        const whole = values.reduce((sum, value) => sum + value, 0) / 12;
        for (const factor of ["row", "column"] as const) {
          const margins = marginsOf(
            grid,
            (cell) => cell[factor],
            ({ value }) => [value],
          );
          const total = margins.reduce((sum, { interval }) => sum + interval.mean, 0);
          expect(total / margins.length).toBeCloseTo(whole, 10);
        }
      }),
    );
  });
});

describe("an effect", () => {
  test("is the best level's paired difference to the reference", () => {
    const { best, against, difference } = effectOf(marginsIn("column"), "x");
    expect([best, against]).toEqual(["y", "x"]);
    expect(difference!.mean).toBeCloseTo(0.25, 12);
    expect(difference!.n).toBe(2);
  });

  test("of the reference itself is none; an unknown reference is the first level", () => {
    expect(effectOf(marginsIn("column"), "y").difference).toBeUndefined();
    expect(effectOf(marginsIn("row"), "no such").against).toBe("a");
  });

  test("its interval grows with the levels looked at", () => {
    const level = (name: string, shift: number) => ({
      name,
      results: [0.5, 0.6, 0.7].map((x, i) => x + shift * (1 + i / 10)),
    });
    const width = (names: number) => {
      const all = Array.from({ length: names }, (_, i) => level(String(i), i === 1 ? 0.1 : 0));
      const margins = marginsOf(
        all,
        ({ name }) => name,
        ({ results }) => results,
      );
      const { low, high } = effectOf(margins, "0").difference!;
      return high - low;
    };
    expect(width(6)).toBeGreaterThan(1.5 * width(2));
  });
});
