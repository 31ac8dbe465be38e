/** @file A part of the window, stretched to its length. */
import { type Augmentation, defineAugmentation } from "./augmentation.ts";
import { evenTimes, readAt } from "./read-at.ts";

export interface WindowSliceOptions {
  /** Share of the window that stays, rounded up to time steps. */
  readonly ratio: number;
}

/** Cut a part at a random place and stretch it to the whole. */
export const windowSlice: Augmentation<WindowSliceOptions> = defineAugmentation({
  name: "window-slice",
  source: "Le Guennec et al. 2016, AALTD; Iwana and Uchida 2021, arXiv:2007.15951, §III",
  summary: "crop a part at random and stretch it to the whole window",
  formula: "x[s + t (L−1)/(T−1)], L = ⌈ratio T⌉, s ~ U(0, T−L)",
  stage: "time",
  keeps: ["label", "order", "left-right"],
  options: { ratio: 0.9 },
  accepts: { ratio: { from: 0.01, to: 1 } },
  identity: { ratio: 1 },
  pairing: "shared",
  apply(window, random, { ratio }, out) {
    const { length } = window;
    const kept = Math.ceil(ratio * length);
    const start = random.between(0, length - kept);
    const pace = (kept - 1) / Math.max(1, length - 1);
    readAt(window, evenTimes(length, start, pace), out);
  },
});
