/**
 * @file The shapes of data on the road: Recording → WindowSet → Batch.
 * All arrays are row-major with time before channel: `[time, channel]`, `[sample, time, channel]`.
 */

import type { Random } from "#core/random";

/** A name for one kind of signal: `acc` (g), `gyro` (rad/s), `skeleton` (m), `eeg` (µV). */
export type Modality = string;

/** A uniformly sampled multi-channel signal. */
export interface Signal {
  /** `[time, channel]`, row-major. */
  readonly data: Float32Array;
  /** Channel names; their number is the channel count. */
  readonly channels: readonly string[];
  /** Hz. */
  readonly sampleRate: number;
  /** The unit of every channel: "g", "rad/s", "m", "µV". */
  readonly unit: string;
}

/** A signal but for its values. */
export type SignalFormat = Omit<Signal, "data">;

/** A signal of a recording as it was before it was processed. */
export interface MeasuredSignal extends SignalFormat {
  readonly name: Modality;
}

/** Something at a moment of a recording: a cue, a rest, the end of a run. */
export interface RecordingEvent {
  /** s after the start of the recording. */
  readonly onset: number;
  /** s; 0 where the files state none. */
  readonly duration: number;
  /** Class index; −1: of no class (a rest, an eye movement). */
  readonly label: number;
  /** As the files call it: "T1", "769". */
  readonly name: string;
  /** The authors marked the trial as spoilt. */
  readonly rejected?: boolean;
}

/** One uninterrupted recording of one person. */
export interface Recording {
  /** Unique within its data set. */
  readonly id: string;
  readonly subject: string;
  /** A day or a sitting; sensors are put on anew for each. */
  readonly session?: string;
  /** A part of a session, between two pauses. */
  readonly run?: string;
  readonly trial?: string;
  /** Class index of the whole recording, or one per sample of the first signal (−1: unlabelled). */
  readonly label: number | Int32Array;
  /** In the order of time. */
  readonly events?: readonly RecordingEvent[];
  /** Signals recorded together, by modality; they share start and end but not the rate. */
  readonly signals: Readonly<Record<Modality, Signal>>;
  /** Hz by modality, where the files have time stamps: 1 / median step, before resampling. */
  readonly measuredRates?: Readonly<Record<Modality, number>>;
}

/** What was done to a signal before windows were cut: an application has to repeat it. */
export interface ProcessingChoice {
  readonly name: string;
  /** All of them, defaults included. */
  readonly options: Readonly<Record<string, unknown>>;
  /** It can be repeated sample by sample: nothing that comes later matters. */
  readonly causal: boolean;
}

/** All windows of one modality. */
export interface WindowedSignal {
  /** `[sample, time, channel]`. */
  readonly data: Float32Array;
  /** Time steps of a window. */
  readonly length: number;
  readonly channels: readonly string[];
  /** Hz. */
  readonly sampleRate: number;
  readonly unit: string;
  /** In this order, before resampling to `sampleRate`. */
  readonly processing?: readonly ProcessingChoice[];
  /** What was processed, and joined where it is several; absent where recordings differ in it. */
  readonly measured?: readonly MeasuredSignal[];
}

/** One sample of one modality. */
export interface Window extends Signal {
  /** Time steps: `data` is `[length, channel]`. */
  readonly length: number;
}

/** Where in which part of a data set a window was cut. */
export interface WindowOrigin {
  readonly session?: string;
  readonly run?: string;
  readonly trial?: string;
  /** s after the start of the recording. */
  readonly start: number;
  /** s; where it ends. */
  readonly end: number;
}

/** Labelled windows of equal length, with the modalities of sample `i` at row `i` of each. */
export interface WindowSet {
  readonly size: number;
  readonly signals: Readonly<Record<Modality, WindowedSignal>>;
  /** Class index per sample. */
  readonly labels: Int32Array;
  readonly classes: readonly string[];
  /** Subject per sample. */
  readonly subjects: readonly string[];
  /** Recording id per sample. */
  readonly recordings: readonly string[];
  /** Per sample; absent where windows were not cut from recordings. */
  readonly origins?: readonly WindowOrigin[];
}

/** Per-channel mean and standard deviation, fitted on training subjects. */
export interface ChannelNormalization {
  readonly mean: Float32Array; // [channel]
  readonly sd: Float32Array; // [channel]
}

export type Normalization = Readonly<Record<Modality, ChannelNormalization>>;

/** An array with its shape. */
export interface NdArray {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** What one training step consumes. */
export interface Batch {
  /** `[batch, time, channel]` by modality. */
  readonly inputs: Readonly<Record<Modality, NdArray>>;
  /** `[batch, class]`, rows sum to 1 (soft after mixing). */
  readonly labels: NdArray;
  /** Row of each sample in the window set. After mixing: of its first ingredient. */
  readonly sampleIds: Int32Array;
}

/** One row of a batch in the making, and what an augmentation may ask about it. */
export interface Sample {
  /** Views into the batch; `data` may be overwritten. */
  readonly windows: Readonly<Record<Modality, Window>>;
  /** `[class]`, rows sum to 1; may be overwritten. */
  readonly label: Float32Array;
  readonly classes: readonly string[];
  /**
   * A modality of a window of the same class and subject (this one among them), drawn by `random`, as it is without
   * augmentation: `[time, channel]`, read only.
   */
  sibling(modality: Modality, random: Random): Float32Array;
}

/** Changes one sample in place. */
export type SampleAugment = (sample: Sample, random: Random) => void;

/** Mixes the samples of a batch (mixup): a new batch with soft labels. */
export type BatchMix = (batch: Batch, random: Random) => Batch;

/** Batches of one epoch, in an order that depends on (seed, epoch) alone. */
export interface BatchSource {
  readonly batchSize: number;
  readonly batchesPerEpoch: number;
  batch(epoch: number, index: number): Batch;
}

/** Number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
