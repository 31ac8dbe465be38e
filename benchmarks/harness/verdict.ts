/**
 * @file Whether one series of times is faster than another, from paired repeats. The unit is the repeat (a process, or a
 * page, of its own): within one, times share caches, clock frequency and the place of things in memory, so that a
 * thousand runs of one process say less than ten processes.
 */
import { median, quantileSorted } from "#core/quantiles";
import { signedRankReach } from "./signed-rank-reach.ts";

/** How much longer a file takes than its reference. */
export interface Verdict {
  readonly says: "faster" | "slower" | "can't tell";
  /** Time ÷ time of the reference: the Hodges–Lehmann estimate over repeats. */
  readonly ratio: number;
  /** Where the true ratio lies with `confidence`; infinitely far where there are too few repeats. */
  readonly low: number | null;
  readonly high: number | null;
  readonly confidence: number;
  /** Repeats. */
  readonly repeats: number;
}

/** Series that are the same are told apart once in a hundred times. */
export const confidence = 0.99;

/** Differences below this share are never called: where things happen to lie in memory makes as much. */
export const leastDifference = 0.01;

/** Runs of one repeat: `turns[round]` in µs. */
export type Turns = readonly (readonly number[])[];

/**
 * Logarithm of the ratio in one repeat: the median over rounds in which both had a turn, so that what slows a round
 * slows both. `NaN` where they never met.
 */
export function logRatio(turns: Turns, reference: Turns): number {
  const ratios = turns.flatMap((runs, round) => {
    const other = reference[round] ?? [];
    return runs.length > 0 && other.length > 0 ? Math.log(median(runs) / median(other)) : [];
  });
  return ratios.length === 0 ? Number.NaN : median(ratios);
}

/**
 * The verdict of paired log ratios, one per repeat: the interval that the signed-rank test does not reject.
 * Source: Hollander, Wolfe and Chicken 2014, Nonparametric Statistical Methods, §3.2 and §3.3.
 */
export function verdictOf(logRatios: readonly number[], margin = leastDifference): Verdict {
  const averages = walshAverages(logRatios);
  const reach = signedRankReach(logRatios.length, 1 - confidence);
  const center = quantileSorted(averages, 0.5);
  return verdictBetween(logRatios.length, margin, {
    center,
    low: reach === undefined ? Number.NaN : averages[reach]!,
    high: reach === undefined ? Number.NaN : averages[averages.length - 1 - reach]!,
  });
}

/** An estimate of a log ratio and its interval; `NaN` bounds where there is none. */
export interface LogInterval {
  readonly center: number;
  readonly low: number;
  readonly high: number;
}

/** What an interval says: the whole of it must lie beyond the margin. */
export function verdictBetween(repeats: number, margin: number, logs: LogInterval): Verdict {
  const [ratio, low, high] = [logs.center, logs.low, logs.high].map(Math.exp) as [
    number,
    number,
    number,
  ];
  const common = { ratio, confidence, repeats };
  if (Number.isNaN(low)) return { says: "can't tell", ...common, low: null, high: null };
  const says = low > 1 + margin ? "slower" : high < 1 / (1 + margin) ? "faster" : "can't tell";
  return { says, ...common, low, high };
}

/** Means of all pairs, each value with itself too, ascending. */
function walshAverages(values: readonly number[]): Float64Array {
  const averages = values.flatMap((a, i) => values.slice(i).map((b) => (a + b) / 2));
  return Float64Array.from(averages).sort();
}
