import { butterworth } from "#sensors/butterworth";
import { byFilter, type FilterOptions, filterOptions } from "./filter-options.ts";
import { defineStep, type ProcessingStep } from "./step.ts";

export interface BandPassOptions extends FilterOptions {
  /** Hz. */
  readonly from: number;
  /** Hz. */
  readonly to: number;
}

/** What lies between two frequencies; the defaults are customary for motor imagery. */
export const bandPass: ProcessingStep<BandPassOptions> = defineStep<BandPassOptions>({
  name: "band-pass",
  source: "Schirrmeister et al. 2017, Hum. Brain Mapp. 38, doi:10.1002/hbm.23730 (edges and order)",
  summary: "Butterworth band-pass filter",
  options: { from: 4, to: 38, ...filterOptions, order: 3 },
  ...byFilter(({ from, to, order }: BandPassOptions, rate) =>
    butterworth({ order, from, to }, rate),
  ),
});
