/** @file The contracts of augmentations: seeded maps of a window to a window, or of a batch to a batch. */

import type { Random } from "#core/random";
import type { Entry } from "#core/registry";
import type { Batch } from "#core/signal";

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
  readonly level: "window";
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

/** An augmentation that needs several samples at once: the labels become soft. */
export interface BatchAugmentation<Options extends object = object> extends Entry {
  readonly level: "batch";
  readonly keeps: readonly Kept[];
  /** Defaults. */
  readonly options: Options;
  /** Options under which the batch comes back unchanged. */
  readonly identity: Partial<Options>;
  /** A new batch; the old one is untouched and all chance comes from `random`. */
  mix(batch: Batch, random: Random, options: Options): Batch;
}

/** Declares an augmentation; exists so that option types are inferred. */
export function defineAugmentation<Options extends object>(
  augmentation: Omit<Augmentation<Options>, "level">,
): Augmentation<Options> {
  return { level: "window", ...augmentation };
}

/** Declares an augmentation of whole batches. */
export function defineBatchAugmentation<Options extends object>(
  augmentation: Omit<BatchAugmentation<Options>, "level">,
): BatchAugmentation<Options> {
  return { level: "batch", ...augmentation };
}
