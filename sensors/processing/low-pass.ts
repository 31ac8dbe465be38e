import { butterworth } from "#sensors/butterworth";
import { byFilter, type FilterOptions, filterOptions } from "./filter-options.ts";
import { defineStep, type ProcessingStep } from "./step.ts";

export interface LowPassOptions extends FilterOptions {
  /** Hz; 3 dB down in the forward form, 6 dB in the zero-phase form. */
  readonly cutoff: number;
}

/** What is slower than the cutoff. */
export const lowPass: ProcessingStep<LowPassOptions> = defineStep<LowPassOptions>({
  name: "low-pass",
  source: "Butterworth 1930, Experimental Wireless 7",
  summary: "Butterworth low-pass filter",
  options: { cutoff: 20, ...filterOptions },
  ...byFilter(({ cutoff, order }: LowPassOptions, rate) =>
    butterworth({ order, to: cutoff }, rate),
  ),
});
