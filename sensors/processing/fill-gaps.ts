import { fillGap, gapsOf } from "#sensors/gaps";
import { defineStep, type ProcessingStep } from "./step.ts";

export interface FillGapsOptions {
  /** s; longer gaps stay. */
  readonly longest: number;
}

/** Lines across short gaps (NaN); gaps at the ends stay. */
export const fillGaps: ProcessingStep<FillGapsOptions> = defineStep({
  name: "fill-gaps",
  source: "wristill",
  summary: "straight lines across missing values",
  options: { longest: 0.1 },
  causal: () => false,
  instead: "leave it out: a stream draws lines across silences up to `longestGap` by itself",
  apply(signal, { longest }) {
    const channels = signal.channels.length;
    const data = Float32Array.from(signal.data);
    const last = data.length / channels - 1;
    for (const gap of gapsOf(data, channels)) {
      const inside = gap.first > 0 && gap.last < last;
      const seconds = (gap.last - gap.first + 1) / signal.sampleRate;
      if (inside && seconds <= longest * (1 + 1e-9)) fillGap(data, channels, gap);
    }
    return { ...signal, data };
  },
});
