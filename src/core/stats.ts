/** @file Summaries of samples and intervals around them. */
import jStat from "jstat";
import { sampleStandardDeviation, mean as simpleMean } from "simple-statistics";
import { quantileSorted } from "#core/quantiles";
import type { Random } from "#core/random";

/** Arithmetic mean. Throws where there are no values. */
export function mean(values: readonly number[]): number {
  return simpleMean([...values]);
}

/** Sample standard deviation (n − 1); `NaN` for fewer than two values. */
export function sd(values: readonly number[]): number {
  return values.length < 2 ? Number.NaN : sampleStandardDeviation([...values]);
}

/** An estimate of a mean and where the true one lies with the stated confidence. */
export interface Interval {
  readonly n: number;
  readonly mean: number;
  readonly sd: number;
  readonly low: number;
  readonly high: number;
}

/** Mean with its Student t interval. `low` and `high` are `NaN` for fewer than two values. */
export function meanInterval(values: readonly number[], confidence = 0.95): Interval {
  const n = values.length;
  const center = mean(values);
  const spread = sd(values);
  const half = (tQuantile((1 + confidence) / 2, n - 1) * spread) / Math.sqrt(n);
  return { n, mean: center, sd: spread, low: center - half, high: center + half };
}

/** {@link meanInterval} of `a[i] − b[i]`: the same seed or subject on both sides. */
export function pairedInterval(
  a: readonly number[],
  b: readonly number[],
  confidence = 0.95,
): Interval {
  if (a.length !== b.length) {
    throw new RangeError(`paired values must be equally many; got ${a.length} and ${b.length}`);
  }
  return meanInterval(
    a.map((value, i) => value - b[i]!),
    confidence,
  );
}

function tQuantile(p: number, degreesOfFreedom: number): number {
  return degreesOfFreedom < 1 ? Number.NaN : jStat.studentt.inv(p, degreesOfFreedom);
}

export interface BootstrapOptions {
  readonly confidence: number;
  readonly resamples: number;
  /** Values drawn together: neighbours in time share their disturbances. */
  readonly block: number;
}

const bootstrapDefaults: BootstrapOptions = { confidence: 0.95, resamples: 1000, block: 25 };

/**
 * Percentile interval of the median by the circular block bootstrap, for values in the order of their measurement.
 * Source: Politis and Romano 1992, "A circular block-resampling procedure for stationary data".
 */
export function medianInterval(
  values: readonly number[],
  random: Random,
  options: Partial<BootstrapOptions> = {},
): { low: number; high: number } {
  const { confidence, resamples, block } = { ...bootstrapDefaults, ...options };
  const n = values.length;
  const sorted = Float64Array.from(values).sort();
  const ranks = rankOf(values);
  const length = Math.min(block, Math.max(1, Math.floor(n / 10)));
  const medians = new Float64Array(resamples);
  const counts = new Uint32Array(n);
  for (let r = 0; r < resamples; r++) {
    counts.fill(0);
    for (let drawn = 0; drawn < n; ) {
      const start = random.integer(n);
      for (let i = 0; i < length && drawn < n; i++, drawn++) counts[ranks[(start + i) % n]!]!++;
    }
    medians[r] = weightedMedian(sorted, counts);
  }
  medians.sort();
  return {
    low: quantileSorted(medians, (1 - confidence) / 2),
    high: quantileSorted(medians, (1 + confidence) / 2),
  };
}

/** Position of each value among the sorted ones. */
function rankOf(values: readonly number[]): Int32Array {
  const order = Int32Array.from(values.keys()).sort((i, j) => values[i]! - values[j]!);
  const ranks = new Int32Array(values.length);
  for (const [rank, index] of order.entries()) ranks[index] = rank;
  return ranks;
}

/** Median of ascending values of which the i-th occurs `counts[i]` times; the counts add up to their number. */
function weightedMedian(sorted: Float64Array, counts: Uint32Array): number {
  const lower = Math.ceil(sorted.length / 2);
  const upper = Math.floor(sorted.length / 2) + 1;
  let seen = 0;
  let low = Number.NaN;
  for (let i = 0; i < sorted.length; i++) {
    seen += counts[i]!;
    if (Number.isNaN(low) && seen >= lower) low = sorted[i]!;
    if (seen >= upper) return (low + sorted[i]!) / 2;
  }
  return low;
}
