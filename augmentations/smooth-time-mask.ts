/** @file A gap with soft edges. */
import { type Augmentation, defineAugmentation } from "./augmentation.ts";

export interface SmoothTimeMaskOptions {
  /** Length of the gap in s; cut to the window. */
  readonly seconds: number;
}

/** Fade all channels to 0 and back, for a while at a random place. */
export const smoothTimeMask: Augmentation<SmoothTimeMaskOptions> = defineAugmentation({
  name: "smooth-time-mask",
  source: "Mohsenvand et al. 2020, ML4H, PMLR 136; 100 steps at 250 Hz in braindecode",
  summary: "fade to zero and back for a while, in all channels",
  formula: "x[t] (sig(k (s−t)) + sig(k (t−s−L))), k = 1000/T, s ~ U(0, T−L)",
  stage: "mask",
  keeps: ["label", "order", "left-right"],
  options: { seconds: 0.4 },
  accepts: { seconds: { from: 0, to: 1e6 } },
  identity: { seconds: 0 },
  pairing: "shared",
  apply({ data, length, channels, sampleRate }, random, { seconds }, out) {
    const width = channels.length;
    const gap = Math.min(seconds * sampleRate, length);
    const start = random.between(0, length - gap);
    const steepness = 1000 / length;
    for (let t = 0, o = 0; t < length; t++) {
      const kept = sigmoid(steepness * (start - t)) + sigmoid(steepness * (t - start - gap));
      for (let c = 0; c < width; c++, o++) out[o] = data[o]! * kept;
    }
  },
});

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
