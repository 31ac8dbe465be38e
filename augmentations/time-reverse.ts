/** @file The window backwards. */
import { type Augmentation, defineAugmentation } from "./augmentation.ts";
import { reverseRows } from "./per-channel.ts";

/** Read the window from its end: sitting down becomes standing up, so it keeps labels of band-power tasks only. */
export const timeReverse: Augmentation = defineAugmentation({
  name: "time-reverse",
  source: "Yang et al. 2021, arXiv:2107.13715; Rommel et al. 2022, arXiv:2106.13695",
  summary: "read the window backwards; movements with a direction change class",
  formula: "x[T−1−t]",
  stage: "time",
  keeps: ["left-right", "mean", "values", "spectrum"],
  options: {},
  accepts: {},
  pairing: "shared",
  apply(window, _random, _options, out) {
    reverseRows(window, out);
  },
});
