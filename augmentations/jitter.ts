/** @file Sensor noise. */
import { type Augmentation, defineAugmentation } from "./augmentation.ts";

export interface JitterOptions {
  /** Standard deviation of the added noise, in the window's own units (1 = one sd where standardised). */
  readonly sigma: number;
}

/** Add independent Gaussian noise to every value. */
export const jitter: Augmentation<JitterOptions> = defineAugmentation({
  name: "jitter",
  source: "Um et al. 2017, ICMI, doi:10.1145/3136755.3136817",
  summary: "add Gaussian noise to every value",
  formula: "x + N(0, σ²)",
  stage: "amplitude",
  keeps: ["label", "order", "left-right"],
  options: { sigma: 0.05 },
  accepts: { sigma: { from: 0, to: 1e6 } },
  identity: { sigma: 0 },
  pairing: "independent",
  apply({ data }, random, { sigma }, out) {
    random.addNormals(data, sigma, out);
  },
});
