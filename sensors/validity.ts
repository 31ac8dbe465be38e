/** @file How much of a window was really measured. */
import { fillGap, gapsOf } from "./gaps.ts";

/** Shares of a window's values, 0 … 1. */
export interface Validity {
  /** Not measured (NaN). */
  readonly missing: number;
  /** At the end of the sensor's range or beyond. */
  readonly clipped: number;
}

/** Of any array of values; without a `range` nothing counts as clipped. */
export function validityOf(data: Float32Array, range = Number.POSITIVE_INFINITY): Validity {
  let [missing, clipped] = [0, 0];
  for (let i = 0; i < data.length; i++) {
    const size = Math.abs(data[i]!);
    if (Number.isNaN(size)) missing++;
    else if (size >= range) clipped++;
  }
  return { missing: missing / data.length, clipped: clipped / data.length };
}

/** Lines across what is missing in `[time, channel]` data, levels at its ends; a channel without values stays. */
export function filled(data: Float32Array, channels: number): Float32Array {
  const copy = Float32Array.from(data);
  for (const gap of gapsOf(data, channels)) fillGap(copy, channels, gap);
  return copy;
}
