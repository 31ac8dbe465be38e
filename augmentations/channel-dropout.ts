/** @file A sensor that is not there. */
import { type Augmentation, defineAugmentation } from "./augmentation.ts";
import { sensorOfChannels } from "./channel-groups.ts";
import { drawEach, scaleChannels } from "./per-channel.ts";

export interface ChannelDropoutOptions {
  /** Chance of each channel (or sensor) to be lost. */
  readonly rate: number;
  /** The x, y and z of a sensor are lost together. */
  readonly sensors: boolean;
}

/** Set whole channels to 0. */
export const channelDropout: Augmentation<ChannelDropoutOptions> = defineAugmentation({
  name: "channel-dropout",
  source: "Saeed et al. 2020, arXiv:2010.13694",
  summary: "zero whole channels, or the three axes of a sensor together",
  formula: "x[:, c] · k[c], k[c] ~ Bernoulli(1 − rate)",
  stage: "mask",
  keeps: ["label", "order", "left-right"],
  options: { rate: 0.2, sensors: true },
  accepts: { rate: { from: 0, to: 1 } },
  identity: { rate: 0 },
  pairing: "independent",
  apply(window, random, { rate, sensors }, out) {
    const kept = drawEach(window, () => (random.uniform() < rate ? 0 : 1));
    if (sensors) {
      const sensor = sensorOfChannels(window.channels);
      for (let c = 0; c < kept.length; c++) kept[c] = kept[sensor[c]!]!;
    }
    scaleChannels(window, kept, out);
  },
});
