/** @file The contract of a network entry (teachers and students): a recipe for a `tf.LayersModel`. */
import type { LayersModel } from "@tensorflow/tfjs";
import type { Entry } from "#core/registry";
import type { Modality, Normalization, WindowSet } from "#core/signal";

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

/** What a network that comes trained must fit. */
export interface TrainedTask extends Omit<Task, "seed" | "classes"> {
  /** In the order of the logits. */
  readonly classes: readonly string[];
  /** How the windows were standardised; absent: they are in physical units. */
  readonly normalization?: Normalization;
}

/** What a network that is fitted in one go learns from. */
export interface FittedTask extends TrainedTask {
  /** Standardised by `normalization`. */
  readonly train: WindowSet;
  readonly validation: WindowSet | undefined;
  /** Seed of whatever chance the fit has. */
  readonly seed: number;
}

/** A built network: outputs are `[logits, ...taps]`, taps named in the same order. */
export interface Network {
  readonly model: LayersModel;
  /** Names of the outputs after the logits; the last is always `features` [batch, feature], before the classifier. */
  readonly taps: readonly string[];
  readonly inputs: readonly InputShape[];
  /** It came trained, or was fitted, and is not trained further: a hash of what it computes. */
  readonly pretrained?: string;
  /** Numbers that were learnt, where a graph of its own holds others too (filters of features, scales). */
  readonly learnt?: number;
}

export interface NetworkEntry<Options extends object = object> extends Entry {
  /** Modalities it reads; `"any"` takes whatever single modality the configuration names. */
  readonly modalities: readonly Modality[] | "any";
  readonly options: Options;
  /** Options that make it wider or narrower, all in proportion: counts, or lists of counts. */
  readonly widths?: readonly string[];
  build(task: Task, options: Options): Network;
}

/** A network that comes trained, from a file: a teacher only. */
export interface TrainedEntry<Options extends object = object> extends Entry {
  readonly modalities: readonly Modality[] | "any";
  readonly options: Options;
  /** Options that are paths, relative to the configuration's file. */
  readonly paths: readonly (keyof Options & string)[];
  /** Its model holds an ONNX graph, which runs inside recorded steps and nowhere else. */
  open(task: TrainedTask, options: Options): Promise<Network>;
}

/** A network that is computed from the training windows in one go, without epochs: a teacher only. */
export interface FittedEntry<Options extends object = object> extends Entry {
  readonly modalities: readonly Modality[] | "any";
  /** Defaults of what is not chosen by the fit itself. */
  readonly options: Options;
  /** Its model holds an ONNX graph, like that of a {@link TrainedEntry}. `options`: those that were given. */
  fit(task: FittedTask, options: Partial<Options>): Promise<Network>;
}

export type AnyNetworkEntry = NetworkEntry | TrainedEntry | FittedEntry;

/** Declares a network; exists so that option types are inferred. */
export function defineNetwork<Options extends object>(
  entry: NetworkEntry<Options>,
): NetworkEntry<Options> {
  return entry;
}

/** Declares a network that is fitted in one go. */
export function defineFitted<Options extends object>(
  entry: FittedEntry<Options>,
): FittedEntry<Options> {
  return entry;
}

/** Declares a network that comes trained. */
export function defineTrained<Options extends object>(
  entry: TrainedEntry<Options>,
): TrainedEntry<Options> {
  return entry;
}
