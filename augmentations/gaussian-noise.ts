/** @file The noise of EEG studies: jitter under their name, with their default. */
import type { Augmentation } from "./augmentation.ts";
import { type JitterOptions, jitter } from "./jitter.ts";

/** {@link jitter} with σ 0.1; meant for standardised signals, in µV it is next to nothing. */
export const gaussianNoise: Augmentation<JitterOptions> = {
  ...jitter,
  name: "gaussian-noise",
  source: "Mohsenvand et al. 2020, ML4H, PMLR 136, 238–253; default of braindecode",
  summary: "add Gaussian noise to every value of an EEG window",
  options: { sigma: 0.1 },
};
