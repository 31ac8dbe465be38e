/** @file Samples that never arrive. */
import { augmentedWindows } from "./augmented-windows.ts";
import type { Disturbance } from "./disturbance.ts";

/** Gaps in a window, of equal length; they may overlap. */
const segments = 4;

export const gaps: Disturbance = {
  name: "gaps",
  source: "wristill; the augmentation mask-encoding",
  summary: "four gaps of all channels, filled with the mean of training",
  title: "Dropped samples",
  axis: "% of the window, at most",
  strengths: [0, 10, 20, 35, 50],
  disturb: (windows, percent, context) => {
    const options = { ratio: percent / 100, segments };
    return augmentedWindows(windows, [{ name: "mask-encoding", options }], context);
  },
};
