/** @file The same movement, now slower and now faster. */
import type { Random } from "#core/random";
import { type Augmentation, defineAugmentation } from "./augmentation.ts";
import { readAt, timesOf } from "./read-at.ts";
import { scratch } from "./scratch.ts";
import { splinesThrough } from "./spline.ts";

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
  formula:
    "x[τ(t)], τ′ natural cubic spline through knots + 2 values ~ N(1, σ²), τ(0) = 0, τ(T−1) = T−1",
  stage: "time",
  keeps: ["label", "order", "left-right"],
  options: { sigma: 0.2, knots: 4 },
  accepts: { sigma: { from: 0, to: 10 }, knots: { from: 0, to: 1000, whole: true } },
  identity: { sigma: 0 },
  pairing: "shared",
  apply(window, random, options, out) {
    readAt(window, warpedTimes(window.length, random, options), out);
  },
});

const speedOf = scratch((length) => new Float64Array(length));

/** τ(0) = 0 < τ(1) < … < τ(length − 1) = length − 1; good until other times of this length are made. */
export function warpedTimes(
  length: number,
  random: Random,
  { sigma, knots }: TimeWarpOptions,
): Float64Array {
  const heights = new Float64Array(knots + 2);
  for (let i = 0; i < heights.length; i++) heights[i] = 1 + sigma * random.normal();
  const speed = splinesThrough(heights, 1, length, speedOf(length));
  const times = timesOf(length);
  times[0] = 0;
  for (let t = 1; t < length; t++)
    times[t] = times[t - 1]! + Math.max(slowest, (speed[t - 1]! + speed[t]!) / 2);
  const stretch = (length - 1) / (times[length - 1]! || 1);
  for (let t = 1; t < length; t++) times[t]! *= stretch;
  return times;
}
