/** @file What a processing step declares. */
import type { Entry } from "#core/registry";
import type { Signal } from "#core/signal";

export interface ProcessingStep<Options extends object = object> extends Entry {
  /** Defaults. */
  readonly options: Options;
  /** A device can repeat it sample by sample: nothing that comes later matters. */
  causal(options: Options): boolean;
  /**
   * A new signal; the old one is untouched. Missing values (NaN) stay missing or are filled, and touch no others.
   * Throws a {@link UserError} for options that do not fit the signal.
   */
  apply(signal: Signal, options: Options): Signal;
}

/** Declares a step; exists so that option types are inferred. */
export function defineStep<Options extends object>(
  step: ProcessingStep<Options>,
): ProcessingStep<Options> {
  return step;
}

/** For steps that look at one moment at a time. */
export const always = (): boolean => true;
