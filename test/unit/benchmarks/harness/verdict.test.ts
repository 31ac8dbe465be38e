import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { signedRankReach } from "#benchmarks/harness/signed-rank-reach";
import { logRatio, verdictOf } from "#benchmarks/harness/verdict";
import { Random } from "#core/random";
import { signedRankTest } from "#core/wilcoxon";

describe("critical values of the signed-rank test", () => {
  // Hollander, Wolfe and Chicken 2014, table A.4; two-sided
  test.each([
    [10, 0.05, 8],
    [10, 0.01, 3],
    [15, 0.05, 25],
    [20, 0.05, 52],
    [20, 0.01, 37],
    [8, 0.01, 0],
    [7, 0.01, undefined],
    [0, 0.05, undefined],
  ])("n = %d, α = %d: %s", (n, alpha, expected) => {
    expect(signedRankReach(n, alpha)).toBe(expected);
  });
});

/** Log ratios of distinct sizes, none of them zero. */
const ratios = fc
  .uniqueArray(fc.integer({ min: 1, max: 500 }), { minLength: 8, maxLength: 14 })
  .chain((sizes) =>
    fc
      .array(fc.constantFrom(-1, 1), { minLength: sizes.length, maxLength: sizes.length })
      .map((signs) => sizes.map((size, i) => (signs[i]! * size) / 1000)),
  );

describe("verdict", () => {
  test("says so where every repeat is slower by a tenth", () => {
    const logs = Array.from({ length: 10 }, (_, i) => Math.log(1.1) + 0.001 * (i - 4.5));
    const verdict = verdictOf(logs);
    expect(verdict).toMatchObject({ says: "slower", repeats: 10, confidence: 0.99 });
    expect(verdict.ratio).toBeCloseTo(1.1, 3);
    expect(verdictOf(logs.map((each) => -each)).says).toBe("faster");
  });

  test("one wild repeat of sixteen changes nothing; of ten it leaves doubt", () => {
    const clear = (n: number) => Array.from({ length: n }, (_, i) => 0.1 + 0.002 * i);
    expect(verdictOf([...clear(15), -3]).says).toBe("slower");
    expect(verdictOf([...clear(9), -3]).says).toBe("can't tell");
    expect(verdictOf([3, ...Array(15).fill(0)]).says).toBe("can't tell");
  });

  test("seven repeats are too few, however clear", () => {
    expect(verdictOf(Array(7).fill(0.5))).toMatchObject({
      says: "can't tell",
      low: null,
      high: null,
    });
  });

  test("a difference below one percent is not called", () => {
    expect(verdictOf(Array(10).fill(0.005)).says).toBe("can't tell");
    expect(verdictOf(Array(10).fill(0.005), 0).says).toBe("slower");
  });

  test("mirrors: exchanging the two inverts the interval and the word", () => {
    fc.assert(
      fc.property(ratios, (logs) => {
        const [one, other] = [verdictOf(logs), verdictOf(logs.map((each) => -each))];
        expect(other.ratio).toBeCloseTo(1 / one.ratio, 9);
        expect(other.low).toBeCloseTo(1 / one.high!, 9);
        const mirrored = { faster: "slower", slower: "faster", "can't tell": "can't tell" };
        expect(other.says).toBe(mirrored[one.says]);
      }),
    );
  });

  test("without a margin it is the signed-rank test at one percent", () => {
    fc.assert(
      fc.property(ratios, (logs) => {
        const { p } = signedRankTest(logs);
        expect(verdictOf(logs, 0).says !== "can't tell").toBe(p <= 0.01);
      }),
    );
  });

  test("series that are the same are told apart about once in a hundred", () => {
    const random = new Random(3);
    let told = 0;
    for (let i = 0; i < 2000; i++) {
      const logs = Array.from({ length: 10 }, () => 0.05 * random.normal());
      if (verdictOf(logs, 0).says !== "can't tell") told++;
    }
    expect(told / 2000).toBeGreaterThan(0.004);
    expect(told / 2000).toBeLessThan(0.016);
  });
});

describe("ratio of one repeat", () => {
  test("a drift that hits both leaves it alone", () => {
    const drift = [1, 2, 1.5, 0.7, 3];
    const turns = (time: number) => drift.map((factor) => Array(3).fill(time * factor));
    expect(logRatio(turns(11), turns(10))).toBeCloseTo(Math.log(1.1), 12);
  });

  test("rounds that one sat out do not count; none is not a number", () => {
    expect(logRatio([[2], [], [8]], [[1], [1], [4]])).toBeCloseTo(Math.log(2), 12);
    expect(logRatio([[2]], [[]])).toBeNaN();
  });
});
