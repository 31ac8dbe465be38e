/** @file Windows read at other times: what all time warps share. */
import type { Window } from "./augmentation.ts";

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
  for (let t = 0, o = 0; t < length; t++) {
    const time = Math.min(Math.max(times[t]!, 0), length - 1);
    const left = Math.floor(time);
    const weight = time - left;
    const from = left * width;
    const to = left === length - 1 ? from : from + width;
    for (let c = 0; c < width; c++, o++)
      out[o] = data[from + c]! + weight * (data[to + c]! - data[from + c]!);
  }
}
