import {
  checkFactor,
  exponentialStandardise as standardise,
} from "#sensors/exponential-standardise";
import { columnOf, gapFree, setColumn } from "#sensors/gap-free";
import { defineStep, type ProcessingStep } from "./step.ts";

export interface ExponentialStandardiseOptions {
  /** Weight of the newest sample. */
  readonly factor: number;
  /** Samples at the start that are standardised by their own mean and deviation; 0: none. */
  readonly initial: number;
  /** Least standard deviation to divide by, in the unit of the signal. */
  readonly floor: number;
}

/** Every channel minus its moving mean, over its moving standard deviation. */
export const exponentialStandardise: ProcessingStep<ExponentialStandardiseOptions> = defineStep({
  name: "exponential-standardise",
  source: "Schirrmeister et al. 2017, Hum. Brain Mapp. 38, doi:10.1002/hbm.23730, §2.4",
  summary: "moving mean 0 and standard deviation 1 in every channel",
  options: { factor: 1e-3, initial: 1000, floor: 1e-4 },
  causal: ({ initial }) => initial === 0,
  apply(signal, options) {
    const channels = signal.channels.length;
    const data = Float32Array.from(signal.data);
    for (const rows of gapFree(data, channels)) {
      for (let channel = 0; channel < channels; channel++) {
        const column = columnOf(data, channels, channel, rows);
        setColumn(data, channels, channel, rows.first, standardise(column, options));
      }
    }
    return { ...signal, data, unit: "sd" };
  },
  live({ channels }, { factor, floor }) {
    checkFactor(factor);
    return { channels, unit: "sd", operation: { kind: "standardise", factor, floor } };
  },
  instead: "train with `initial: 0`",
});
