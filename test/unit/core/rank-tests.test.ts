import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { friedmanTest } from "#core/friedman";
import { holm } from "#core/holm";
import { midRanks, tieTerm } from "#core/ranks";
import { signedRankTest } from "#core/wilcoxon";

const small = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 12 });

test("equal values share their mean rank; all ranks add up", () => {
  expect(midRanks([3, 1, 3, 2])).toEqual([3.5, 1, 3.5, 2]);
  expect(tieTerm([3, 1, 3, 3, 1])).toBe(24 + 6);
  fc.assert(
    fc.property(small, (values) => {
      const total = midRanks(values).reduce((a, b) => a + b, 0);
      expect(total).toBe((values.length * (values.length + 1)) / 2);
    }),
  );
});

describe("signed ranks", () => {
  /** Every way to sign the ranks, one by one. */
  const enumerated = (differences: readonly number[]) => {
    const ranks = midRanks(differences.map(Math.abs));
    const statistic = (positive: (i: number) => boolean) =>
      ranks.reduce((sum, rank, i) => sum + (positive(i) ? rank : -rank), 0);
    const found = Math.abs(statistic((i) => differences[i]! > 0));
    let as = 0;
    for (let signs = 0; signs < 2 ** ranks.length; signs++)
      if (Math.abs(statistic((i) => ((signs >> i) & 1) === 1)) >= found) as++;
    return as / 2 ** ranks.length;
  };

  test("are those of all ways to sign them, ties included", () => {
    fc.assert(
      fc.property(small, (values) => {
        const kept = values.filter((value) => value !== 0);
        const p = kept.length === 0 ? 1 : Math.min(1, enumerated(kept));
        expect(signedRankTest(values).p).toBeCloseTo(p, 12);
      }),
    );
  });

  test("know no direction, no scale and no order", () => {
    fc.assert(
      fc.property(small, (values) => {
        const { p } = signedRankTest(values);
        expect(signedRankTest(values.map((value) => -value)).p).toBeCloseTo(p, 12);
        expect(signedRankTest(values.map((value) => value / 7)).p).toBeCloseTo(p, 12);
        expect(signedRankTest(values.toReversed()).p).toBeCloseTo(p, 12);
      }),
    );
  });

  test("ten times better is 2 / 2¹⁰; nothing is 1", () => {
    expect(signedRankTest(Array.from({ length: 10 }, (_, i) => i + 1)).p).toBeCloseTo(2 / 1024, 15);
    expect(signedRankTest([])).toEqual({ n: 0, positive: 0, p: 1 });
    expect(signedRankTest([0.3 - 0.1 - 0.2]).n).toBe(0); // what rounding left
  });
});

describe("Holm", () => {
  test("by hand: 0.01 · 3, 0.02 · 2, 0.04 · 1, never less than the one before", () => {
    expect(holm([0.04, 0.01, 0.02])).toEqual([0.04, 0.03, 0.04]);
    expect(holm([0.5, 0.6])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });

  test("lies between the values and Bonferroni's, and keeps their order", () => {
    const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(values, (ps) => {
        const adjusted = holm(ps);
        for (const [i, p] of ps.entries()) {
          expect(adjusted[i]).toBeGreaterThanOrEqual(p);
          expect(adjusted[i]).toBeLessThanOrEqual(Math.min(1, p * ps.length));
          for (const [j, q] of ps.entries())
            if (p <= q) expect(adjusted[i]!).toBeLessThanOrEqual(adjusted[j]!);
        }
      }),
    );
  });
});

describe("Friedman", () => {
  test("nothing differs where everything is equal", () => {
    expect(friedmanTest([[1, 1, 1]])).toMatchObject({ ranks: [2, 2, 2], statistic: 0, p: 1 });
  });

  test("one that always wins has rank 1; the difference that counts shrinks with more blocks", () => {
    const blocks = Array.from({ length: 8 }, (_, i) => [i, i + 2, i + 1]);
    const found = friedmanTest(blocks);
    expect(found.ranks).toEqual([3, 1, 2]);
    expect(found.p).toBeLessThan(0.001);
    const more = friedmanTest([...blocks, ...blocks]);
    expect(more.criticalDifference).toBeCloseTo(found.criticalDifference / Math.SQRT2, 12);
  });
});
