/** @file Several short gaps in all channels. */
import { type Augmentation, defineAugmentation } from "./augmentation.ts";

export interface MaskEncodingOptions {
  /** Share of the window that the gaps cover together, at most: they may overlap. */
  readonly ratio: number;
  /** Number of gaps. */
  readonly segments: number;
}

/** Set a number of equally long runs to 0, in all channels. */
export const maskEncoding: Augmentation<MaskEncodingOptions> = defineAugmentation({
  name: "mask-encoding",
  source: "Ding et al. 2024, IEEE TNSRE 32, 875–886; default of braindecode",
  summary: "zero several equally long runs of time steps",
  formula: "x[t] = 0 for sᵢ ≤ t < sᵢ + L, L = ⌊ratio T / segments⌋, sᵢ ~ U{0 … T−L}",
  stage: "mask",
  keeps: ["label", "order", "left-right"],
  options: { ratio: 0.1, segments: 1 },
  accepts: { ratio: { from: 0, to: 1 }, segments: { from: 1, to: 1000, whole: true } },
  identity: { ratio: 0 },
  pairing: "shared",
  apply({ data, length, channels }, random, { ratio, segments }, out) {
    const run = Math.floor((ratio * length) / segments);
    out.set(data);
    for (let i = 0; i < segments; i++) {
      const start = random.integer(length - run + 1);
      out.fill(0, start * channels.length, (start + run) * channels.length);
    }
  },
});
