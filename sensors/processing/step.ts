/** @file What a processing step declares. */
import type { Entry } from "#core/registry";
import type { Signal, SignalFormat } from "#core/signal";
import { mapRows, type RowMap } from "#sensors/map-rows";

export interface ProcessingStep<Options extends object = object> extends Entry {
  /** Defaults. */
  readonly options: Options;
  /** A device can repeat it sample by sample: nothing that comes later matters. */
  causal(options: Options): boolean;
  /** The rows of {@link apply}, to the bit, by an operation that apps know; asked for where the options are causal. */
  live?(format: SignalFormat, options: Options): RowMap;
  /** What to train with where a device should repeat it, and the options are not causal. */
  readonly instead?: string;
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

/** What a step declares that looks at one moment at a time. */
export function perRow<Options extends object>(
  rows: (format: SignalFormat, options: Options) => RowMap,
): Pick<ProcessingStep<Options>, "causal" | "apply" | "live"> {
  return {
    causal: () => true,
    apply: (signal, options) => mapRows(signal, rows(signal, options)),
    live: rows,
  };
}
