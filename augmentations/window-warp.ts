/** @file A part of the window at another speed. */
import { type Augmentation, defineAugmentation } from "./augmentation.ts";
import { readAt, timesOf } from "./read-at.ts";

export interface WindowWarpOptions {
  /** Share of the window that is warped. */
  readonly ratio: number;
  /** What the part is stretched by: this … */
  readonly shorter: number;
  /** … or this, each as likely as the other. */
  readonly longer: number;
}

/** Stretch or squeeze a part at a random place, then bring the whole back to its length. */
export const windowWarp: Augmentation<WindowWarpOptions> = defineAugmentation({
  name: "window-warp",
  source: "Le Guennec et al. 2016, AALTD; Iwana and Uchida 2021, arXiv:2007.15951, §III",
  summary: "halve or double the speed of one part of the window",
  formula: "a part [s, s + ratio T) stretched by 0.5 or 2, s ~ U, the whole read at T even steps",
  stage: "time",
  keeps: ["label", "order", "left-right"],
  options: { ratio: 0.1, shorter: 0.5, longer: 2 },
  accepts: {
    ratio: { from: 0, to: 1 },
    shorter: { from: 0.01, to: 100 },
    longer: { from: 0.01, to: 100 },
  },
  identity: { ratio: 0 },
  pairing: "shared",
  apply(window, random, { ratio, shorter, longer }, out) {
    const end = window.length - 1;
    const part = ratio * end;
    const start = random.between(0, end - part);
    const stretch = random.uniform() < 0.5 ? shorter : longer;
    const warpedPart = part * stretch;
    const pace = (end - part + warpedPart) / Math.max(1, end);
    const times = timesOf(window.length);
    for (let t = 0; t < window.length; t++) {
      const after = t * pace - start;
      const inside = after < warpedPart ? after / stretch : after - warpedPart + part;
      times[t] = start + (after <= 0 ? after : inside);
    }
    readAt(window, times, out);
  },
});
