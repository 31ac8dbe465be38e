/** @file Windows read at other times: what all time warps share. */
import type { Window } from "./augmentation.ts";
import { scratch } from "./scratch.ts";

/** Room for the times of so many steps. */
export const timesOf: (length: number) => Float64Array = scratch(
  (length) => new Float64Array(length),
);

/** Evenly spaced times: `start + t · pace`. */
export function evenTimes(length: number, start: number, pace: number): Float64Array {
  const times = timesOf(length);
  for (let t = 0; t < length; t++) times[t] = start + t * pace;
  return times;
}

/**
 * x′[t, c] = x[times[t], c], interpolated linearly between time steps; before the first and after the last step the
 * window holds its value.
 */
export function readAt(
  { data, length, channels }: Window,
  times: Float64Array,
  out: Float32Array,
): void {
  const width = channels.length;
  const last = length - 1;
  for (let t = 0, o = 0; t < length; t++) {
    const time = times[t]!;
    const left = time <= 0 ? 0 : time >= last ? last : time | 0;
    const b = time > 0 && time < last ? time - left : 0;
    const a = 1 - b;
    const from = left * width;
    const to = left === last ? from : from + width;
    for (let c = 0; c < width; c++, o++) out[o] = a * data[from + c]! + b * data[to + c]!;
  }
}
