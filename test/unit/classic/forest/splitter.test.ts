import fc from "fast-check";
import { expect, test } from "vitest";
import { binFeatures } from "#classic/forest/bins";
import { Splitter } from "#classic/forest/splitter";

/** Every place tried by itself. */
function byHand(values: number[], labels: number[], weights: number[], least: number): number {
  const purity = (rows: number[]) => {
    const totals = [0, 1, 2].map((k) =>
      rows.filter((row) => labels[row] === k).reduce((sum, row) => sum + weights[row]!, 0),
    );
    return totals.reduce((sum, w) => sum + w * w, 0) / totals.reduce((sum, w) => sum + w, 0);
  };
  const sides = [...new Set(values)].map((edge) => {
    const rows = [...values.keys()];
    const left = rows.filter((row) => values[row]! <= edge);
    const right = rows.filter((row) => values[row]! > edge);
    const fits = left.length >= least && right.length >= least;
    return fits ? purity(left) + purity(right) : 0;
  });
  return Math.max(0, ...sides);
}

test("is the best of all places", () => {
  const row = fc.tuple(
    fc.integer({ min: 0, max: 9 }),
    fc.nat({ max: 2 }),
    fc.constantFrom(1, 2, 3),
  );
  fc.assert(
    fc.property(
      fc.array(row, { minLength: 2, maxLength: 30 }),
      fc.constantFrom(1, 3),
      (rows, least) => {
        const [values, labels, weights] = [0, 1, 2].map((i) => rows.map((each) => each[i]!));
        const splitter = new Splitter(binFeatures(Float32Array.from(values!), 1), {
          labels: Int32Array.from(labels!),
          weights: Float64Array.from(weights!),
          classes: 3,
        });
        const indices = Int32Array.from(rows.keys());
        const split = splitter.best(indices, splitter.totals(indices), 0, least);
        expect(split?.purity ?? 0).toBeCloseTo(byHand(values!, labels!, weights!, least), 9);
      },
    ),
  );
});
