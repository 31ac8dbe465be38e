import type { FilterForm } from "#sensors/filter";
import { notch as notchSections } from "#sensors/notch";
import { byFilter } from "./filter-options.ts";
import { defineStep, type ProcessingStep } from "./step.ts";

export interface NotchOptions {
  /** Hz; of the mains: 50, or 60 in the Americas. */
  readonly frequency: number;
  /** Frequency ÷ width of what is taken out. */
  readonly quality: number;
  readonly form: FilterForm;
}

/** Takes out one frequency: the hum of the mains. */
export const notch: ProcessingStep<NotchOptions> = defineStep<NotchOptions>({
  name: "notch",
  source: "Orfanidis 1996, Introduction to Signal Processing, §11.3",
  summary: "second-order notch at the frequency of the mains",
  options: { frequency: 50, quality: 30, form: "forward" },
  ...byFilter(({ frequency, quality }: NotchOptions, rate) =>
    notchSections(frequency, quality, rate),
  ),
});
