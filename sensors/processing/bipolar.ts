import { betweenPairs } from "#sensors/reference";
import { defineStep, type ProcessingStep, perRow } from "./step.ts";

export interface BipolarOptions {
  /** "C3-C4": C3 minus C4. */
  readonly pairs: readonly string[];
}

/** Differences between two electrodes each. */
export const bipolar: ProcessingStep<BipolarOptions> = defineStep({
  name: "bipolar",
  source: "wristill",
  summary: "EEG as differences of pairs of electrodes",
  options: { pairs: ["C3-Cz", "C4-Cz"] },
  ...perRow((format, { pairs }: BipolarOptions) => betweenPairs(format, pairs)),
});
