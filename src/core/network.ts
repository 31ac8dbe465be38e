/** @file The contract of a network entry (teachers and students): a recipe for a `tf.LayersModel`. */
import type { LayersModel } from "@tensorflow/tfjs";
import type { Entry } from "#core/registry";
import type { Modality } from "#core/signal";

/** Shape of one modality's window. */
export interface InputShape {
  readonly modality: Modality;
  /** Time steps. */
  readonly length: number;
  readonly channels: number;
  /** Hz. Networks whose kernels last a certain time scale them by it; without it they keep their written lengths. */
  readonly sampleRate?: number;
}

/** What a network is built for. */
export interface Task {
  /** One per model input, in order. */
  readonly inputs: readonly InputShape[];
  /** Number of classes. */
  readonly classes: number;
  /** Seed of the initial weights. */
  readonly seed: number;
}

/** A built network: outputs are `[logits, ...taps]`, taps named in the same order. */
export interface Network {
  readonly model: LayersModel;
  /** Names of the outputs after the logits; the last is always `features` [batch, feature], before the classifier. */
  readonly taps: readonly string[];
  readonly inputs: readonly InputShape[];
}

export interface NetworkEntry<Options extends object = object> extends Entry {
  /** Modalities it reads; `"any"` takes whatever single modality the configuration names. */
  readonly modalities: readonly Modality[] | "any";
  readonly options: Options;
  build(task: Task, options: Options): Network;
}

/** Declares a network; exists so that option types are inferred. */
export function defineNetwork<Options extends object>(
  entry: NetworkEntry<Options>,
): NetworkEntry<Options> {
  return entry;
}
