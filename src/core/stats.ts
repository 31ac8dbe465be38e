/** @file Summaries of samples and intervals around them. */
import jStat from "jstat";
import { sampleStandardDeviation, mean as simpleMean } from "simple-statistics";

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
