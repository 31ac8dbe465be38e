/** @file What is to be measured and what came of it, as plain data: a job runs in this process, in another one, or in a page. */
import type { HostTensors } from "#runtime/session";

/** A model file that takes its turns with others. */
export interface JobSubject {
  readonly name: string;
  readonly model: Uint8Array;
  /** Fed one after the other, over and over. */
  readonly feeds: readonly HostTensors[];
  /** Takes part in every n-th round only: for yardsticks that are slower than what they measure. Default 1. */
  readonly every?: number;
}

export interface JobRounds {
  /** In each round, every subject has one turn. */
  readonly rounds: number;
  /** Runs of a turn that are timed. */
  readonly runs: number;
  /** Runs of a turn before those: the caches hold another model's weights. */
  readonly settle: number;
  /** Untimed runs of each subject before the first round, and the least time they take, in seconds. */
  readonly warmup: { readonly runs: number; readonly seconds: number };
  /** Rounds end after so many seconds, whatever their number; three are always run. */
  readonly seconds: number;
}

export interface Job extends JobRounds {
  readonly subjects: readonly JobSubject[];
  readonly threads: number;
  /** Of the order of the turns. */
  readonly seed: number;
}

export interface SubjectTrace {
  readonly name: string;
  /** Creating the session, µs. */
  readonly load: number;
  /** The first run after it, µs. */
  readonly firstRun: number;
  /** Calls that each timed run is the mean of: more than one where the clock is too coarse to time one. */
  readonly calls: number;
  /** `turns[round]`: every timed run, µs; empty where the subject sat the round out. */
  readonly turns: readonly (readonly number[])[];
}

/** What one job measured. */
export interface Trace {
  /** "onnxruntime-node 1.30.0". */
  readonly runtime: string;
  readonly subjects: readonly SubjectTrace[];
}
