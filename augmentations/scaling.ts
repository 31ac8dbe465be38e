/** @file A sensor that reads a little more or less, a person who moves a little harder or softer. */
import { type Augmentation, defineAugmentation } from "./augmentation.ts";
import { sensorOfChannels } from "./channel-groups.ts";
import { drawEach, scaleChannels } from "./per-channel.ts";

export interface ScalingOptions {
  /** Standard deviation of the factor around 1. */
  readonly sigma: number;
  /** One factor for the x, y and z of a sensor, so that directions stay; otherwise one per channel. */
  readonly isotropic: boolean;
}

/** Multiply each channel by a factor of its own, constant over the window. */
export const scaling: Augmentation<ScalingOptions> = defineAugmentation({
  name: "scaling",
  source: "Um et al. 2017, ICMI, doi:10.1145/3136755.3136817",
  summary: "multiply each channel by a random factor",
  formula: "x[:, c] · s[c], s[c] ~ N(1, σ²)",
  stage: "amplitude",
  keeps: ["label", "order", "left-right"],
  options: { sigma: 0.1, isotropic: false },
  accepts: { sigma: { from: 0, to: 10 } },
  identity: { sigma: 0 },
  pairing: "independent",
  apply(window, random, { sigma, isotropic }, out) {
    const factors = drawEach(window, () => 1 + sigma * random.normal());
    if (isotropic) {
      const sensor = sensorOfChannels(window.channels);
      for (let c = 0; c < factors.length; c++) factors[c] = factors[sensor[c]!]!;
    }
    scaleChannels(window, factors, out);
  },
});
