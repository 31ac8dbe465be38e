/** @file Electrodes whose gain differs from day to day. */
import { type Augmentation, defineAugmentation } from "./augmentation.ts";
import { drawEach, scaleChannels } from "./per-channel.ts";

export interface AmplitudeScaleOptions {
  /** Least factor. */
  readonly least: number;
  /** Greatest factor. */
  readonly greatest: number;
}

/** Multiply each channel by a factor of its own, drawn evenly from a range. */
export const amplitudeScale: Augmentation<AmplitudeScaleOptions> = defineAugmentation({
  name: "amplitude-scale",
  source: "Mohsenvand et al. 2020, ML4H, PMLR 136; default of braindecode",
  summary: "multiply each channel by a factor from a range",
  formula: "x[:, c] · s[c], s[c] ~ U(least, greatest)",
  stage: "amplitude",
  keeps: ["label", "order", "left-right"],
  options: { least: 0.5, greatest: 2 },
  accepts: { least: { from: 0, to: 100 }, greatest: { from: 0, to: 100 } },
  identity: { least: 1, greatest: 1 },
  pairing: "independent",
  apply(window, random, { least, greatest }, out) {
    const factors = drawEach(window, () => random.between(least, greatest));
    scaleChannels(window, factors, out);
  },
});
