/** @file The contracts of augmentations: seeded maps of a window to a window, or of a batch to a batch. */

import type { Random } from "#core/random";
import type { Entry } from "#core/registry";
import type { Batch, Signal, Window } from "#core/signal";

export type { Window } from "#core/signal";

/** Where in the chain it belongs: an earlier stage always comes first (methods of geometry want physical units). */
export const stages = ["raw", "time", "amplitude", "mask", "mix"] as const;
export type Stage = (typeof stages)[number];

/**
 * What an augmentation, with its defaults, leaves as it was; the contract suite checks each claim.
 * - `label`: the class. Where it is missing, some classes may turn into others.
 * - `order`: what came first still comes first.
 * - `left-right`: nothing changes sides: no electrode meets its mirror partner, no right-handed axes become left-handed.
 * - `norm`: the length of each time step's vector of channels.
 * - `mean`, `values`, `spectrum`: of each channel; `values` in any order, `spectrum` its amplitudes.
 */
export type Kept = "label" | "order" | "left-right" | "norm" | "mean" | "values" | "spectrum";

/** Values that an option may take: a range of numbers (whole ones only, where `whole`), or one of several words. */
export type Accepted =
  | { readonly from: number; readonly to: number; readonly whole?: true }
  | readonly string[];

/** One {@link Accepted} for every option that is a number or a word. */
export type Accepts<Options> = {
  readonly [Key in keyof Options as Options[Key] extends number | string ? Key : never]: Accepted;
};

interface Declared<Options extends object> extends Entry {
  /** x[t, c] in, x′[t, c] out; T time steps, U uniform, N normal. */
  readonly formula: string;
  readonly stage: Stage;
  readonly keeps: readonly Kept[];
  /** Defaults. */
  readonly options: Options;
  readonly accepts: Accepts<Options>;
  /** Options under which nothing changes, up to rounding; some augmentations have none. */
  readonly identity?: Partial<Options>;
}

/** What a signal must have for an augmentation to make sense. */
export interface SignalNeeds {
  /** In words: "electrodes of the 10–10 system". */
  readonly what: string;
  met(signal: Pick<Signal, "channels" | "unit">): boolean;
}

/** Other windows that an augmentation may draw from. */
export interface Company {
  /** `[time, channel]` of a window of the same class and subject, read only; paired modalities draw alike. */
  sibling(random: Random): Float32Array;
}

export interface Augmentation<Options extends object = object> extends Declared<Options> {
  readonly level: "window";
  /**
   * `shared`: paired modalities get the same draws, whatever their rates, and so stay aligned;
   * `independent`: each modality has draws of its own.
   */
  readonly pairing: "shared" | "independent";
  /** The signals it is meant for; others pass unchanged. Default: all. */
  readonly needs?: SignalNeeds;
  /** The class that each class becomes; default: every class stays. */
  relabel?(classes: readonly string[], options: Options): Int32Array;
  /**
   * Writes all of `out`, which has the length of `window.data` and is other memory; `window` is untouched and all
   * chance comes from `random`.
   */
  apply(
    window: Window,
    random: Random,
    options: Options,
    out: Float32Array,
    company: Company,
  ): void;
}

/** An augmentation that needs several samples at once: the labels become soft. */
export interface BatchAugmentation<Options extends object = object> extends Declared<Options> {
  readonly level: "batch";
  /** A new batch; the old one is untouched and all chance comes from `random`. */
  mix(batch: Batch, random: Random, options: Options): Batch;
}

/** One link of a chain: exactly one of `name`, `oneOf` and `chain`. */
export interface AugmentationConfig {
  readonly name?: string;
  /** One of these, each as likely as the others. */
  readonly oneOf?: readonly AugmentationConfig[];
  /** All of these or none. */
  readonly chain?: readonly AugmentationConfig[];
  /** Share of samples (of batches, for mixing) it is applied to; default 1. */
  readonly probability?: number;
  /** What differs from the defaults. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** The modalities it is applied to; default: those it suits. */
  readonly modalities?: readonly string[];
}

/** A chain that has a name. */
export interface AugmentationPreset extends Entry {
  readonly level: "preset";
  readonly chain: readonly AugmentationConfig[];
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

/** Declares a chain that has a name. */
export function definePreset(preset: Omit<AugmentationPreset, "level">): AugmentationPreset {
  return { level: "preset", ...preset };
}

/**
 * The window after one augmentation: `[time, channel]`, new memory. Without `company` the window is its own only
 * sibling.
 */
export function augmented<Options extends object>(
  augmentation: Augmentation<Options>,
  window: Window,
  random: Random,
  options: Partial<Options> = {},
  company: Company = { sibling: () => window.data },
): Float32Array {
  const out = new Float32Array(window.data.length);
  augmentation.apply(window, random, { ...augmentation.options, ...options }, out, company);
  return out;
}
