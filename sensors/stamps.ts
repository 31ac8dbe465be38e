/** @file Values with a time stamp each → a uniformly sampled signal. */
import { UserError } from "#core/errors";
import { median } from "#core/quantiles";
import type { Signal } from "#core/signal";
import { interpolator } from "./interpolate-stamps.ts";
import { resample } from "./resample.ts";

/** Rows of values, each with the moment it was measured. */
export interface StampedSignal extends Omit<Signal, "sampleRate"> {
  /** s, ascending; one per row. */
  readonly times: Float64Array;
}

export interface StampOptions {
  /** Hz; of the signal to be made. */
  readonly sampleRate: number;
  /** Between neighbours: `linear` (default), or `cubic` without overshoot. */
  readonly method?: "linear" | "cubic";
  /** s; a longer silence is a gap, and becomes missing values (NaN). Default: five usual intervals. */
  readonly longestGap?: number;
  /** s; the first moment of the signal. Default: the first stamp. */
  readonly start?: number;
  /** s; no value after it. Default: the last stamp. */
  readonly end?: number;
}

/**
 * The values at start, start + 1/rate, … up to the end, missing (NaN) inside gaps and outside of the stamps. Going down
 * from a higher usual rate, nothing above the new Nyquist frequency remains. Throws a {@link UserError} for stamps that
 * do not ascend ({@link orderStamps} helps) or are fewer than two.
 */
export function resampleStamped(stamped: StampedSignal, options: StampOptions): Signal {
  const { times, channels, unit, data } = stamped;
  const { sampleRate, method = "linear" } = options;
  checkStamps(stamped);
  const interval = usualInterval(times);
  const { start = times[0]!, end = times.at(-1)!, longestGap = 5 * interval } = options;
  const finer = Math.max(1, Math.ceil(1 / interval / sampleRate - 0.1)); // rates near one another count as equal
  const rate = sampleRate * finer;
  const steps = Math.max(0, Math.floor((end - start) * rate + 1e-6) + 1);
  const out = new Float32Array(steps * channels.length).fill(Number.NaN);
  for (const [first, last] of burstsOf(times, longestGap)) {
    const read = interpolator(times, data, channels.length, first, last, method);
    const from = Math.max(0, Math.ceil((times[first]! - start) * rate - 1e-6));
    const to = Math.min(steps - 1, Math.floor((times[last]! - start) * rate + 1e-6));
    for (let i = from; i <= to; i++) read(start + i / rate, out, i * channels.length);
  }
  return resample({ data: out, channels, unit, sampleRate: rate }, sampleRate);
}

/** The time that all have in common, in s. Throws a {@link UserError} where there is none. */
export function commonSpan(streams: readonly Pick<StampedSignal, "times">[]): {
  start: number;
  end: number;
} {
  const start = Math.max(...streams.map(({ times }) => times[0]!));
  const end = Math.min(...streams.map(({ times }) => times.at(-1)!));
  if (start < end) return { start, end };
  throw new UserError(
    `the signals have no time in common: one begins at ${start} s, another ends at ${end} s`,
    "check the clocks that stamped them",
  );
}

/** Rows in the order of their stamps; of rows with the same stamp, the mean. Rows without a finite stamp are left out. */
export function orderStamps(stamped: StampedSignal): StampedSignal {
  const { times, data, channels } = stamped;
  const width = channels.length;
  const order = [...times.keys()].filter((row) => Number.isFinite(times[row]));
  order.sort((a, b) => times[a]! - times[b]!);
  const kept: number[] = [];
  const values = new Float32Array(order.length * width);
  for (let i = 0; i < order.length; ) {
    const time = times[order[i]!]!;
    let same = i + 1;
    while (same < order.length && times[order[same]!] === time) same++;
    for (let c = 0; c < width; c++) {
      let sum = 0;
      for (let k = i; k < same; k++) sum += data[order[k]! * width + c]!;
      values[kept.length * width + c] = sum / (same - i);
    }
    kept.push(time);
    i = same;
  }
  return {
    ...stamped,
    times: Float64Array.from(kept),
    data: values.slice(0, kept.length * width),
  };
}

/** s; the median distance of two stamps. */
export function usualInterval(times: Float64Array): number {
  return median(Array.from({ length: times.length - 1 }, (_, i) => times[i + 1]! - times[i]!));
}

/** First and last row of every part without a silence longer than `longestGap`. */
function* burstsOf(times: Float64Array, longestGap: number): Iterable<readonly [number, number]> {
  let first = 0;
  for (let row = 1; row <= times.length; row++) {
    if (row < times.length && times[row]! - times[row - 1]! <= longestGap) continue;
    yield [first, row - 1];
    first = row;
  }
}

function checkStamps({ times, data, channels }: StampedSignal): void {
  if (times.length < 2 || times.length * channels.length !== data.length)
    throw new UserError(
      `expected two stamped rows or more of ${channels.length} channels, received ${times.length} stamps and ${data.length} values`,
    );
  const row = times.findIndex(
    (time, i) => !(i === 0 ? Number.isFinite(time) : time > times[i - 1]!),
  );
  if (row < 0) return;
  throw new UserError(
    `stamps must ascend: row ${row} is at ${times[row]} s, the one before at ${times[row - 1]} s`,
    "put them in order with orderStamps",
  );
}
