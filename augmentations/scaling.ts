/** @file A sensor that reads a little more or less, a person who moves a little harder or softer. */
import { type Augmentation, defineAugmentation } from "./augmentation.ts";

export interface ScalingOptions {
  /** Standard deviation of the factor around 1. */
  readonly sigma: number;
  /** One factor for all channels, so that directions stay; otherwise one per channel. */
  readonly isotropic: boolean;
}

/** Multiply each channel by a factor of its own, constant over the window: x[:, c] · N(1, σ²). */
export const scaling: Augmentation<ScalingOptions> = defineAugmentation({
  name: "scaling",
  source: "Um et al. 2017, ICMI, doi:10.1145/3136755.3136817",
  summary: "multiply each channel by a random factor",
  keeps: ["shape", "label", "order"],
  options: { sigma: 0.1, isotropic: false },
  identity: { sigma: 0 },
  pairing: "independent",
  apply(window, random, { sigma, isotropic }) {
    const common = 1 + sigma * random.normal();
    const factors = Float32Array.from({ length: window.channels }, () =>
      isotropic ? common : 1 + sigma * random.normal(),
    );
    const data = new Float32Array(window.data.length);
    for (let row = 0; row < data.length; row += window.channels)
      for (let c = 0; c < window.channels; c++) data[row + c] = window.data[row + c]! * factors[c]!;
    return { ...window, data };
  },
});
