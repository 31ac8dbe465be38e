/** @file A noisier sensor. */
import { augmentedWindows } from "./augmented-windows.ts";
import type { Disturbance } from "./disturbance.ts";

export const noise: Disturbance = {
  name: "noise",
  source: "wristill; the augmentation jitter",
  summary: "Gaussian noise on every value",
  title: "Noise",
  axis: "standard deviations of the channel",
  strengths: [0, 0.1, 0.25, 0.5, 1],
  disturb: (windows, sigma, context) =>
    augmentedWindows(windows, [{ name: "jitter", options: { sigma } }], context),
};
