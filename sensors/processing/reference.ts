import { averageReference, channelReference } from "#sensors/reference";
import { always, defineStep, type ProcessingStep } from "./step.ts";

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
  causal: always,
  apply: (signal, { to }) =>
    to.length === 0 ? averageReference(signal) : channelReference(signal, to),
});
