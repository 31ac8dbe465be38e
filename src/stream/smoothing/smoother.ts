/** @file What a way of smoothing declares: one window's probabilities become those of the moment. */
import type { Entry } from "#core/registry";

/** What a smoother is made for. */
export interface SmoothingTask {
  readonly classes: number;
  /** s from one window to the next. */
  readonly hop: number;
  /** s; of a window. */
  readonly seconds: number;
}

export interface Smoother {
  /**
   * @param probabilities `[class]`, of the next window.
   * @param out `[class]`; sums to 1 after.
   */
  next(probabilities: Float32Array, out: Float32Array): void;
  /** Behind a gap: forget the past. */
  reset(): void;
}

export interface Smoothing<Options extends object = object> extends Entry {
  /** Defaults. */
  readonly options: Options;
  /** The numbers that its formula takes, for an app that does the same. Throws a {@link UserError} as `open` does. */
  numbers(options: Options, task: SmoothingTask): Readonly<Record<string, number>>;
  /** Throws a {@link UserError} for options out of range. */
  open(options: Options, task: SmoothingTask): Smoother;
}

/** Declares a smoothing; exists so that option types are inferred. */
export function defineSmoothing<Options extends object>(
  smoothing: Smoothing<Options>,
): Smoothing<Options> {
  return smoothing;
}
