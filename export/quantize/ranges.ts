/** @file Which part of an activation's values the 256 steps of uint8 should span. */
import type { Histogram } from "./histogram.ts";
import { activationParams, type QuantParams } from "./params.ts";

/** Values outside are clipped; zero is always inside. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** Chooses a range from what calibration saw. */
export type RangeMethod = (seen: Histogram) => Range;

/** Everything that was seen. */
const minMax: RangeMethod = ({ low, high }) => ({ low, high });

const tail = 1e-4;

/** All but the 0.01 % of values at either end. */
const percentile: RangeMethod = (seen) => {
  const cut = seen.total * tail;
  let [low, high] = [0, 0];
  let below = 0;
  seen.forEach((value, count) => {
    if (below <= cut) low = value;
    if (below <= seen.total - cut) high = value;
    below += count;
  });
  return {
    low: Math.max(Math.min(low, 0), seen.low),
    high: Math.min(Math.max(high, 0), seen.high),
  };
};

const shares = Array.from({ length: 36 }, (_, i) => 1 - i * 0.025);

/** The least mean squared error of rounding and clipping: both ends are drawn in together, then each by itself. */
const mse: RangeMethod = (seen) => {
  const { low, high } = best(
    seen,
    shares.map((s) => ({ low: seen.low * s, high: seen.high * s })),
  );
  if (low === 0 || high === 0) return { low, high };
  const upper = best(
    seen,
    shares.map((s) => ({ low, high: seen.high * s })),
  ).high;
  return best(
    seen,
    shares.map((s) => ({ low: seen.low * s, high: upper })),
  );
};

function best(seen: Histogram, ranges: readonly Range[]): Range {
  const errors = ranges.map((range) => squaredError(seen, activationParams(range)));
  return ranges[errors.indexOf(Math.min(...errors))]!;
}

function squaredError(seen: Histogram, { scale, zeroPoint }: QuantParams): number {
  let error = 0;
  seen.forEach((value, count) => {
    const step = Math.min(255, Math.max(0, Math.round(value / scale) + zeroPoint));
    error += count * (value - (step - zeroPoint) * scale) ** 2;
  });
  return error;
}

export const rangeMethods = { "min-max": minMax, mse, percentile } as const;

export type RangeName = keyof typeof rangeMethods;
