/** @file A sensor that drops out for a while. */
import { type Augmentation, defineAugmentation } from "./augmentation.ts";

export interface RemovalOptions {
  /** Longest run, as a share of the window. */
  readonly maximum: number;
}

/** Set one contiguous run of time steps to 0 in all channels: the mean, where windows are standardised. */
export const removal: Augmentation<RemovalOptions> = defineAugmentation({
  name: "removal",
  source: "Jeon et al. 2022, IEEE IoT-J 9(14), arXiv:2201.00111",
  summary: "zero one run of time steps (cutout, time mask)",
  formula: "x[t] = 0 for s ≤ t < s + L, L ~ U(0, maximum) T, s ~ U(0, T−L)",
  stage: "mask",
  keeps: ["label", "order", "left-right"],
  options: { maximum: 0.5 },
  accepts: { maximum: { from: 0, to: 1 } },
  identity: { maximum: 0 },
  pairing: "shared",
  apply({ data, length, channels }, random, { maximum }, out) {
    const run = Math.floor(random.between(0, maximum) * length);
    const start = random.integer(length - run + 1);
    out.set(data);
    out.fill(0, start * channels.length, (start + run) * channels.length);
  },
});
