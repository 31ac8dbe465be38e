import { againstAverage, againstChannels } from "#sensors/reference";
import { defineStep, type ProcessingStep, perRow } from "./step.ts";

export interface ReferenceOptions {
  /** Electrodes whose mean is taken away from all others; none: the mean of all channels. */
  readonly to: readonly string[];
}

/** EEG against another reference. */
export const reference: ProcessingStep<ReferenceOptions> = defineStep({
  name: "reference",
  source: "wristill",
  summary: "EEG against the mean of all electrodes, or of some",
  options: { to: [] },
  ...perRow((format, { to }: ReferenceOptions) =>
    to.length === 0 ? againstAverage(format) : againstChannels(format, to),
  ),
});
