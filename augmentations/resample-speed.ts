/** @file The whole movement faster or slower: another cadence. */
import { type Augmentation, defineAugmentation } from "./augmentation.ts";
import { evenTimes, readAt } from "./read-at.ts";

export interface ResampleSpeedOptions {
  /** Least factor that time is stretched by. */
  readonly least: number;
  /** Greatest factor. */
  readonly greatest: number;
}

/** Stretch time evenly about the window's middle; what is missing at the ends holds the first or last value. */
export const resampleSpeed: Augmentation<ResampleSpeedOptions> = defineAugmentation({
  name: "resample-speed",
  source: "wristill",
  summary: "stretch time evenly about the middle, then crop or hold the ends",
  formula: "x[m + (t − m)/r], log r ~ U(log least, log greatest), m = (T−1)/2",
  stage: "time",
  keeps: ["label", "order", "left-right"],
  options: { least: 0.8, greatest: 1.25 },
  accepts: { least: { from: 0.01, to: 100 }, greatest: { from: 0.01, to: 100 } },
  identity: { least: 1, greatest: 1 },
  pairing: "shared",
  apply(window, random, { least, greatest }, out) {
    const { length } = window;
    const stretch = Math.exp(random.between(Math.log(least), Math.log(greatest)));
    const middle = (length - 1) / 2;
    readAt(window, evenTimes(length, middle - middle / stretch, 1 / stretch), out);
  },
});
