/** @file A strap that sits a little differently: the direction of gravity shifts. */
import { type Augmentation, defineAugmentation } from "./augmentation.ts";

export interface GravityDriftOptions {
  /** Standard deviation of the constant added to each channel, in the window's own units. */
  readonly sigma: number;
}

/** Add one constant per channel, N(0, σ²), to the whole window. */
export const gravityDrift: Augmentation<GravityDriftOptions> = defineAugmentation({
  name: "gravity-drift",
  summary: "a constant offset per channel: strap or pocket tilt",
  source: "wristill",
  keeps: ["shape", "label", "order"],
  options: { sigma: 0.1 },
  identity: { sigma: 0 },
  pairing: "independent",
  apply(window, random, { sigma }) {
    const { channels } = window;
    const offsets = Float32Array.from({ length: channels }, () => sigma * random.normal());
    return { ...window, data: window.data.map((x, i) => x + offsets[i % channels]!) };
  },
});
