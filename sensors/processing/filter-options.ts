/** @file What all recursive filters let a person choose. */
import type { Signal, SignalFormat } from "#core/signal";
import { type FilterForm, filterSignal } from "#sensors/filter";
import type { Section } from "#sensors/row-filter";
import type { ProcessingStep } from "./step.ts";

export interface FilterOptions {
  readonly order: number;
  /** `forward`: a device can repeat it, and it delays; `zero-phase`: no delay, but the whole recording must be there. */
  readonly form: FilterForm;
}

export const filterOptions: FilterOptions = { order: 4, form: "forward" };

/** What a step declares that is a filter. */
export function byFilter<Options extends Pick<FilterOptions, "form">>(
  sectionsOf: (options: Options, sampleRate: number) => readonly Section[],
): Pick<ProcessingStep<Options>, "causal" | "apply" | "live" | "instead"> {
  return {
    causal: isForward,
    apply: (signal: Signal, options) =>
      filterSignal(signal, sectionsOf(options, signal.sampleRate), options.form),
    live({ channels, unit, sampleRate }: SignalFormat, options) {
      const sections = sectionsOf(options, sampleRate);
      return { channels, unit, operation: { kind: "filter", sections } };
    },
    instead: trainForward,
  };
}

export const trainForward = "train with `form: forward`";

export const isForward = ({ form }: Pick<FilterOptions, "form">): boolean => form === "forward";
