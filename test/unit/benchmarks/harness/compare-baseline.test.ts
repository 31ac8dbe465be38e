import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SeriesReport } from "#benchmarks/harness/bench-report";
import { compareBaseline } from "#benchmarks/harness/compare-baseline";
import { rankSumReach } from "#benchmarks/harness/rank-sum-reach";
import { slowerFiles } from "#benchmarks/harness/slower-files";
import { Random } from "#core/random";
import { sampleBench } from "#test/support/bench-report";

describe("critical values of the Mann–Whitney test", () => {
  // Hollander, Wolfe and Chicken 2014, table A.6, as numbers of pairs; two-sided
  test.each([
    [10, 10, 0.01, 16],
    [10, 10, 0.05, 23],
    [8, 8, 0.05, 13],
    [5, 5, 0.05, 2],
    [5, 5, 0.01, 0],
    [4, 9, 0.05, 4],
    [3, 3, 0.05, undefined],
  ])("%d and %d, α = %d: %s", (n, m, alpha, expected) => {
    expect(rankSumReach(n, m, alpha)).toBe(expected);
    expect(rankSumReach(m, n, alpha)).toBe(expected);
  });

  test("large samples stay finite and near the normal approximation", () => {
    const [n, m] = [40, 40];
    const expected = (n * m) / 2 - 2.5758 * Math.sqrt((n * m * (n + m + 1)) / 12);
    expect(Math.abs(rankSumReach(n, m, 0.01)! - expected)).toBeLessThan(4);
  });
});

const [first] = sampleBench.series;

/** One file on a machine that is `speed` times slower, itself `factor` times slower, with noise over processes. */
function run(factor: number, speed: number, seed: number, noise = 0.01): SeriesReport {
  const random = new Random(seed);
  const series = (time: number) =>
    Array.from({ length: 10 }, () => time * speed * Math.exp(noise * random.normal()));
  return {
    ...first!,
    floorSamples: series(8),
    product: { macsPerSecond: 1, samples: series(450) },
    files: [{ ...first!.files[0]!, samples: series(27 * factor).map((time) => [time]) }],
  };
}

const verdictOf = (now: SeriesReport, before: SeriesReport) =>
  compareBaseline({ series: [now] }, { series: [before] })[0]!.verdict;

describe("against an earlier run", () => {
  test("a slower file on the same machine is slower, a faster one faster", () => {
    expect(verdictOf(run(1.2, 1, 1), run(1, 1, 2)).says).toBe("slower");
    expect(verdictOf(run(1, 1, 1), run(1.2, 1, 2)).says).toBe("faster");
    expect(verdictOf(run(1.2, 1, 1), run(1, 1, 2)).ratio).toBeCloseTo(1.2, 1);
  });

  test("a slower machine is no slower file, nor does a faster one hide it as proof", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 2, noNaN: true }), fc.integer(), (speed, seed) => {
        expect(verdictOf(run(1, speed, seed), run(1, 1, seed + 1)).says).toBe("can't tell");
      }),
      { numRuns: 60 },
    );
  });

  test("series are matched by circumstances, files by name", () => {
    const before = { ...sampleBench, series: sampleBench.series.slice(0, 1) };
    const found = compareBaseline(sampleBench, before);
    expect(found.map(({ file, target }) => [file, target])).toEqual([
      ["float.onnx", "cpu"],
      ["int8.onnx", "cpu"],
    ]);
    const other = { series: [{ ...first!, threads: 2 }] };
    expect(compareBaseline(sampleBench, other)).toEqual([]);
  });

  test("a file alone is compared whatever its name", () => {
    const renamed = run(1, 1, 3);
    const [comparison] = compareBaseline(
      { series: [run(1, 1, 4)] },
      { series: [{ ...renamed, files: [{ ...renamed.files[0]!, file: "old.onnx" }] }] },
    );
    expect(comparison!.against).toBe("old.onnx, then");
  });

  test("few processes tell nothing", () => {
    const short = (series: SeriesReport): SeriesReport => ({
      ...series,
      floorSamples: series.floorSamples.slice(0, 3),
      product: { ...series.product, samples: series.product.samples.slice(0, 3) },
      files: series.files.map((file) => ({ ...file, samples: file.samples.slice(0, 3) })),
    });
    expect(verdictOf(short(run(2, 1, 1)), short(run(1, 1, 2)))).toMatchObject({
      ...{ says: "can't tell", low: null, high: null },
    });
  });
});

describe("files that are too slow", () => {
  test("are not passed over in silence where nothing, or too little, was compared", () => {
    const nothing = { ...sampleBench, comparisons: [] };
    expect(() => slowerFiles(nothing, 0.1)).toThrow(/^no file was compared with another/);
    const [comparison] = sampleBench.comparisons!;
    const verdict = { ...comparison!.verdict, low: null, high: null };
    const few = { ...sampleBench, repeats: 3, comparisons: [{ ...comparison!, verdict }] };
    expect(() => slowerFiles(few, 0.1)).toThrow(/^3 repeats are too few/);
  });

  const [faster] = sampleBench.series[0]!.files.slice(1);
  const slow = { ...faster!.versusFirst!, says: "slower" as const, ratio: 1.12 };

  test("are those of the baseline where there is one", () => {
    expect(slowerFiles(sampleBench, 0.1)).toMatchObject([{ file: "float.onnx", target: "cpu" }]);
    expect(slowerFiles(sampleBench, 0.15)).toEqual([]);
  });

  test("else those that the first file beats", () => {
    const files = [sampleBench.series[0]!.files[0]!, { ...faster!, versusFirst: slow }];
    const report = { ...sampleBench, comparisons: null, series: [{ ...first!, files }] };
    expect(slowerFiles(report, 0.1)).toMatchObject([{ file: "int8.onnx", against: "float.onnx" }]);
    expect(slowerFiles({ ...sampleBench, comparisons: null }, 0)).toEqual([]);
  });
});
