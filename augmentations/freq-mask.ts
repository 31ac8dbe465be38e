/** @file A window that lacks a band of frequencies. */
import { type Augmentation, defineAugmentation } from "./augmentation.ts";
import { filterPeriodic, flatResponse } from "./spectral-filter.ts";

export interface FreqMaskOptions {
  /** Widest band, as a share of the frequencies of the transform. */
  readonly maximum: number;
}

/** Set a random band of the spectrum to 0 in all channels, never 0 Hz. */
export const freqMask: Augmentation<FreqMaskOptions> = defineAugmentation({
  name: "freq-mask",
  source: "wristill; SpecAugment in one dimension, Park et al. 2019, arXiv:1904.08779",
  summary: "remove a random band of frequencies, never the mean",
  formula: "F(x)[f] = 0 for s ≤ f < s + B, B ~ round(U(0, maximum) K), 1 ≤ s, K = ⌊T/2⌋ + 1",
  stage: "mask",
  keeps: ["label", "order", "left-right", "mean"],
  options: { maximum: 0.1 },
  accepts: { maximum: { from: 0, to: 1 } },
  identity: { maximum: 0 },
  pairing: "independent",
  apply(window, random, { maximum }, out) {
    const response = flatResponse(window.length);
    const bins = response.re.length;
    const band = Math.min(bins - 1, Math.round(random.between(0, maximum) * bins));
    const start = 1 + random.integer(bins - band);
    response.re.fill(0, start, start + band);
    filterPeriodic(window, response, out);
  },
});
