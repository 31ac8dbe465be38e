/** @file The window upside down. */
import { type Augmentation, defineAugmentation } from "./augmentation.ts";
import { negate } from "./per-channel.ts";

/** Change the sign of everything: harmless for band power, but gravity changes direction and axes change hands. */
export const signFlip: Augmentation = defineAugmentation({
  name: "sign-flip",
  source: "Yang et al. 2021, arXiv:2107.13715; Rommel et al. 2022, arXiv:2106.13695",
  summary: "change the sign of every value; postures change class",
  formula: "−x",
  stage: "amplitude",
  keeps: ["order", "norm", "spectrum"],
  options: {},
  accepts: {},
  pairing: "shared",
  apply(window, _random, _options, out) {
    negate(window, out);
  },
});
