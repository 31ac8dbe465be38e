/** @file The contract of an augmentation: a seeded map of one window to a window of the same shape. */

import type { Random } from "#core/random";
import type { Entry } from "#core/registry";

/** One sample of one modality. */
export interface Window {
  /** `[time, channel]`, row-major, usually standardised. */
  readonly data: Float32Array;
  /** Time steps. */
  readonly length: number;
  /** Channel count. */
  readonly channels: number;
  /** Hz. */
  readonly sampleRate: number;
}

/** What an augmentation leaves as it was; the contract test checks each claim. */
export type Kept = "shape" | "label" | "order";

export interface Augmentation<Options extends object = object> extends Entry {
  readonly keeps: readonly Kept[];
  /** Defaults. */
  readonly options: Options;
  /** Options under which the window comes back unchanged. */
  readonly identity: Partial<Options>;
  /**
   * `shared`: paired modalities get the same draws, so that they stay aligned in time;
   * `independent`: each modality has draws of its own.
   */
  readonly pairing: "shared" | "independent";
  /** A new window; the old one is untouched and all chance comes from `random`. */
  apply(window: Window, random: Random, options: Options): Window;
}

/** Declares an augmentation; exists so that option types are inferred. */
export function defineAugmentation<Options extends object>(
  augmentation: Augmentation<Options>,
): Augmentation<Options> {
  return augmentation;
}
