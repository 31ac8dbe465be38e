/** @file A series of times in a few figures. */
import { quantileSorted } from "#core/quantiles";

/** Percentiles of one series, in µs. */
export interface LatencySummary {
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  readonly mean: number;
}

/** Nothing is left out: outliers are what p99 and max are for. */
export function summarizeLatency(samples: readonly number[]): LatencySummary {
  const sorted = Float64Array.from(samples).sort();
  const at = (p: number) => quantileSorted(sorted, p);
  return {
    p50: at(0.5),
    p90: at(0.9),
    p95: at(0.95),
    p99: at(0.99),
    max: at(1),
    mean: sorted.reduce((sum, time) => sum + time, 0) / sorted.length,
  };
}
