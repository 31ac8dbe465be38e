/** @file A strap that sits a little differently: the direction of gravity shifts. */
import { type Augmentation, defineAugmentation } from "./augmentation.ts";
import { drawEach, mapChannels } from "./per-channel.ts";

export interface GravityDriftOptions {
  /** Standard deviation of the constant added to each channel, in the signal's physical unit (g). */
  readonly sigma: number;
}

/** Add one constant per channel to the whole window, before it is standardised. */
export const gravityDrift: Augmentation<GravityDriftOptions> = defineAugmentation({
  name: "gravity-drift",
  source: "wristill",
  summary: "a constant offset per channel: strap or pocket tilt",
  formula: "x[:, c] + d[c], d[c] ~ N(0, σ²)",
  stage: "raw",
  keeps: ["label", "order", "left-right"],
  options: { sigma: 0.1 },
  accepts: { sigma: { from: 0, to: 1e6 } },
  identity: { sigma: 0 },
  pairing: "independent",
  apply(window, random, { sigma }, out) {
    const offsets = drawEach(window, () => sigma * random.normal());
    mapChannels(window, { offsets }, out);
  },
});
