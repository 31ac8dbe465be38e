/** @file Sensor noise. */
import { type Augmentation, defineAugmentation } from "./augmentation.ts";

export interface JitterOptions {
  /** Standard deviation of the added noise, in the window's own units (1 = one sd where standardised). */
  readonly sigma: number;
}

/** Add independent Gaussian noise to every sample: x + N(0, σ²). */
export const jitter: Augmentation<JitterOptions> = defineAugmentation({
  name: "jitter",
  source: "Um et al. 2017, ICMI, doi:10.1145/3136755.3136817",
  summary: "add Gaussian noise to every sample",
  keeps: ["shape", "label", "order"],
  options: { sigma: 0.05 },
  identity: { sigma: 0 },
  pairing: "independent",
  apply(window, random, { sigma }) {
    const data = random.normals(window.data.length); // [time, channel]
    for (let i = 0; i < data.length; i++) data[i] = window.data[i]! + sigma * data[i]!;
    return { ...window, data };
  },
});
