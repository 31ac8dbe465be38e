/**
 * @file Faster or slower than in an earlier run. The two did not share their rounds, so the machine may have changed in
 * between: times are looked at as they are, as multiples of an empty call, and as multiples of a matrix product, each
 * measured in its own run. Only what all three say is said.
 */
import { median } from "#core/quantiles";
import type { BenchReport, Comparison, SeriesFile, SeriesReport } from "./bench-report.ts";
import { rankSumReach } from "./rank-sum-reach.ts";
import { confidence, type LogInterval, type Verdict, verdictBetween } from "./verdict.ts";

/** Differences below this share are never called: machines change by as much in ways that no yardstick follows. */
export const leastChange = 0.03;

/** Files of the same name in the same circumstances; a file alone on both sides is compared whatever its name. */
export function compareBaseline(
  now: Pick<BenchReport, "series">,
  before: Pick<BenchReport, "series">,
): Comparison[] {
  return now.series.flatMap((series) => {
    const other = before.series.find((each) => circumstances(each) === circumstances(series));
    if (!other) return [];
    return series.files.flatMap((file) => {
      const alone = series.files.length === 1 && other.files.length === 1;
      const old = other.files.find((each) => alone || each.file === file.file);
      if (!old) return [];
      const { target, device, threads, batch, accelerator, slowdown } = series;
      return {
        ...{ file: file.file, against: `${old.file}, then` },
        ...{ target, ...(device === undefined ? {} : { device }) },
        ...{ threads, batch, accelerator, slowdown },
        verdict: change(measures(file, series), measures(old, other)),
      };
    });
  });
}

function circumstances(series: SeriesReport): string {
  const { target, device, threads, batch, accelerator, slowdown } = series;
  return JSON.stringify([target, device, threads, batch, accelerator, slowdown]);
}

/** Logarithms by repeat: of the time, and of the time in either yardstick's. */
function measures({ samples }: SeriesFile, { floorSamples, product }: SeriesReport): number[][] {
  const times = samples.map((repeat) => Math.log(median(repeat)));
  const inUnits = (units: readonly number[]) => times.map((time, i) => time - Math.log(units[i]!));
  return [times, inUnits(floorSamples), inUnits(product.samples)];
}

/** The hull of what every measure says: it lies on one side only where all do. */
function change(now: readonly number[][], before: readonly number[][]): Verdict {
  const shifts = now.map((values, i) => shiftOf(values, before[i]!));
  return verdictBetween(now[0]!.length, leastChange, {
    center: median(shifts.map(({ center }) => center)),
    low: Math.min(...shifts.map(({ low }) => low)),
    high: Math.max(...shifts.map(({ high }) => high)),
  });
}

/**
 * How far one sample lies above another: the Hodges–Lehmann estimate, and the interval that the Mann–Whitney test does
 * not reject. Source: Hollander, Wolfe and Chicken 2014, Nonparametric Statistical Methods, §4.2 and §4.3.
 */
function shiftOf(now: readonly number[], before: readonly number[]): LogInterval {
  const differences = Float64Array.from(now.flatMap((a) => before.map((b) => a - b))).sort();
  const reach = rankSumReach(now.length, before.length, 1 - confidence);
  return {
    center: median([...differences]),
    low: reach === undefined ? Number.NaN : differences[reach]!,
    high: reach === undefined ? Number.NaN : differences[differences.length - 1 - reach]!,
  };
}
