/** @file An interval around a median, for values in the order of their measurement; needs no library. */
import { quantileSorted } from "#core/quantiles";
import type { Random } from "#core/random";

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
