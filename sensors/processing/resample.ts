import { resample as resampled } from "#sensors/resample";
import { defineStep, type ProcessingStep } from "./step.ts";

export interface ResampleOptions {
  /** Hz. */
  readonly sampleRate: number;
}

/** Another rate, without aliases; windows are resampled to their steps anyway, so this is for filters that follow. */
export const resample: ProcessingStep<ResampleOptions> = defineStep({
  name: "resample",
  source: "Crochiere and Rabiner 1983, Multirate Digital Signal Processing, §3.3",
  summary: "another sample rate, by a polyphase filter",
  options: { sampleRate: 50 },
  causal: () => false, // symmetric around every sample: a device needs ten samples of the slower rate in advance
  instead: "leave it out: windows, and rows of a stream, are brought to the model's rate anyway",
  apply: (signal, { sampleRate }) => resampled(signal, sampleRate),
});
