/** @file The same movement, now slower and now faster. */
import type { Random } from "#core/random";
import { type Augmentation, defineAugmentation, type Window } from "./augmentation.ts";
import { splineThrough } from "./spline.ts";

export interface TimeWarpOptions {
  /** Standard deviation of the speed around 1 at the knots. */
  readonly sigma: number;
  /** Knots between the ends. */
  readonly knots: number;
}

/** Slowest local speed: keeps time from standing still or running backwards where the curve dips to 0. */
const slowest = 0.1;

/**
 * x(τ(t)) with τ the running sum of a smooth random speed, rescaled to the window: monotone, both ends stay. All
 * modalities of a sample warp alike.
 */
export const timeWarp: Augmentation<TimeWarpOptions> = defineAugmentation({
  name: "time-warp",
  source: "Um et al. 2017, ICMI, doi:10.1145/3136755.3136817 (cumulative form)",
  summary: "stretch and squeeze time smoothly; both ends stay where they are",
  keeps: ["shape", "label"],
  options: { sigma: 0.2, knots: 4 },
  identity: { sigma: 0 },
  pairing: "shared",
  apply(window, random, options) {
    if (options.sigma === 0) return { ...window, data: window.data.slice() };
    return { ...window, data: readAt(window, warpedTimes(window.length, random, options)) };
  },
});

/** τ(0) = 0 < τ(1) < … < τ(length − 1) = length − 1. */
export function warpedTimes(
  length: number,
  random: Random,
  { sigma, knots }: TimeWarpOptions,
): Float64Array {
  const heights = Array.from({ length: knots + 2 }, () => 1 + sigma * random.normal());
  const speed = splineThrough(heights, length);
  const times = new Float64Array(length);
  for (let t = 1; t < length; t++)
    times[t] = times[t - 1]! + Math.max(slowest, (speed[t - 1]! + speed[t]!) / 2);
  const stretch = (length - 1) / (times[length - 1]! || 1);
  for (let t = 1; t < length; t++) times[t]! *= stretch;
  return times;
}

/** Linear interpolation at fractional time steps. */
function readAt({ data, length, channels }: Window, times: Float64Array): Float32Array {
  const read = new Float32Array(data.length);
  for (let t = 0; t < length; t++) {
    const left = Math.max(0, Math.min(Math.floor(times[t]!), length - 2));
    const right = Math.min(left + 1, length - 1);
    const weight = Math.min(1, times[t]! - left);
    for (let c = 0; c < channels; c++) {
      const from = data[left * channels + c]!;
      read[t * channels + c] = from + weight * (data[right * channels + c]! - from);
    }
  }
  return read;
}
