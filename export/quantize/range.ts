/** @file The contract of a range method: which part of an activation's values the 256 steps of uint8 span. */
import type { Entry } from "#core/registry";
import type { Observer } from "./calibrate.ts";
import type { Extremes } from "./extremes.ts";

/** Values outside are clipped; zero is always inside. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** Chooses a range from what calibration saw. */
export interface RangeMethod<Seen extends Extremes = Extremes> extends Entry {
  /** What it has to see: `Extremes` cost less time than a `Histogram`. */
  readonly observer: Observer<Seen>;
  choose(seen: Seen): Range;
}

/** Declares a range method; exists so that its type is checked where it is written. */
export function defineRange<Seen extends Extremes>(method: RangeMethod<Seen>): RangeMethod<Seen> {
  return method;
}

const shares = Array.from({ length: 36 }, (_, i) => 1 - i * 0.025);

/**
 * The range of least error: both ends of what was seen are drawn in together, then each by itself, in steps of 2.5 %.
 * Of equal errors the widest range wins.
 */
export function leastError(seen: Extremes, errorOf: (range: Range) => number): Range {
  const best = (ranges: readonly Range[]): Range => {
    const errors = ranges.map(errorOf);
    return ranges[errors.indexOf(Math.min(...errors))]!;
  };
  const { low, high } = best(shares.map((s) => ({ low: seen.low * s, high: seen.high * s })));
  if (low === 0 || high === 0) return { low, high };
  const upper = best(shares.map((s) => ({ low, high: seen.high * s }))).high;
  return best(shares.map((s) => ({ low: seen.low * s, high: upper })));
}
