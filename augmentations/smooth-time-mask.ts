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
    out.set(data);
    for (let t = 0; t < length; t++) {
      const kept = sigmoid(steepness * (start - t)) + sigmoid(steepness * (t - start - gap));
      if (kept === 1) continue;
      for (let i = t * width; i < (t + 1) * width; i++) out[i] = data[i]! * kept;
    }
  },
});

/** 1 / (1 + e⁻ˣ); beyond ±40 it is 0 or 1 to the last digit of a float. */
function sigmoid(x: number): number {
  if (x > 40) return 1;
  return x < -40 ? 0 : 1 / (1 + Math.exp(-x));
}
