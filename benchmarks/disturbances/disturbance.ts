/** @file The contract of disturbances: what happens to a sensor after training, at several strengths. */
import type { SignalNeeds } from "#augmentations/augmentation";
import type { Random } from "#core/random";
import type { Entry } from "#core/registry";
import type { Normalization, WindowSet } from "#core/signal";

export interface DisturbanceContext {
  /** Of the training windows: what a standard deviation is. */
  readonly normalization: Normalization;
  readonly random: Random;
  /** The axis of a worn sensor that lies along the forearm. */
  readonly forearm: "x" | "y" | "z";
}

export interface Disturbance extends Entry {
  readonly title: string;
  /** What a strength is, with its unit. */
  readonly axis: string;
  /** Ascending; the first changes nothing. */
  readonly strengths: readonly number[];
  /** One of the signals must be so. Default: any. */
  readonly needs?: SignalNeeds;
  /** New windows, `windows` untouched; both in physical units. */
  disturb(windows: WindowSet, strength: number, context: DisturbanceContext): WindowSet;
}

/** Whether there is something in these windows to disturb so. */
export function suits({ needs }: Disturbance, { signals }: WindowSet): boolean {
  return needs === undefined || Object.values(signals).some((signal) => needs.met(signal));
}
