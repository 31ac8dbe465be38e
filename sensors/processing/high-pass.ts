import { butterworth } from "#sensors/butterworth";
import { byFilter, type FilterOptions, filterOptions } from "./filter-options.ts";
import { defineStep, type ProcessingStep } from "./step.ts";

export interface HighPassOptions extends FilterOptions {
  /** Hz; 3 dB down in the forward form, 6 dB in the zero-phase form. */
  readonly cutoff: number;
}

/** What is faster than the cutoff. */
export const highPass: ProcessingStep<HighPassOptions> = defineStep<HighPassOptions>({
  name: "high-pass",
  source: "Butterworth 1930, Experimental Wireless 7",
  summary: "Butterworth high-pass filter: takes out level and drift",
  options: { cutoff: 0.5, ...filterOptions },
  ...byFilter(({ cutoff, order }: HighPassOptions, rate) =>
    butterworth({ order, from: cutoff }, rate),
  ),
});
