/** @file What a comparison knows in the end: every method on every student and data set, and over all of them. Plain JSON. */
import type { Target } from "#benchmarks/runtimes/runtime";
import type { Versus } from "#benchmarks/versus";
import type { Latency, Provenance } from "#report/result";

export interface Leaderboard {
  readonly format: 1;
  /** ISO time. */
  readonly created: string;
  readonly part: "validation" | "test";
  /** Trainings that ran at the same time. */
  readonly jobs: number;
  readonly boards: readonly Board[];
  /** `null` where fewer than two methods ran everywhere. */
  readonly overall: Overall | null;
  readonly provenance: Provenance;
}

/** One student on one data set. */
export interface Board {
  readonly dataset: string;
  readonly student: string;
  readonly seeds: readonly number[];
  /** How many folds took turns in testing; 1: one split. */
  readonly folds: number;
  /** The student's file, the same for every method but for its weights. */
  readonly model: ModelCost;
  /** Best mean accuracy first. */
  readonly rows: readonly BoardRow[];
  readonly excluded: readonly { readonly label: string; readonly reason: string }[];
  /** Methods whose teachers ran in every step, though the configuration keeps their outputs. */
  readonly liveTeachers: readonly string[];
  readonly teachers: readonly BoardModel[];
  readonly baselines: readonly BoardModel[];
  /** Electrodes of each EEG input: the student's, then those of teachers that read another. */
  readonly montages: readonly Montage[];
}

export interface Montage {
  /** "student", "teacher acc". */
  readonly who: string;
  readonly modality: string;
  readonly channels: readonly string[];
}

/** Mean and standard deviation; `sd` is null for one value. */
export interface Spread {
  readonly mean: number;
  readonly sd: number | null;
}

export interface BoardRow {
  /** "kd:acc". */
  readonly label: string;
  /** "kd". */
  readonly method: string;
  /** Per seed, or per fold the mean of its seeds. */
  readonly accuracies: readonly number[];
  readonly accuracy: Spread;
  /** Likewise, fold by fold. */
  readonly macroF1: Spread;
  readonly kappa: Spread;
  /** Of every training: expected calibration error of 15 bins, and mean negative log-likelihood. */
  readonly ece: Spread;
  readonly nll: Spread;
  /** Share of windows for which student and teacher name the same class; null without teachers. */
  readonly agreement: Spread | null;
  /** Mean Kullback–Leibler divergence of the student's from the teacher's probabilities, in nats. */
  readonly divergence: Spread | null;
  readonly cost: TrainingCost;
  /** Against the method without teachers; absent for itself. */
  readonly toNone?: Tested;
  /** Against kd from the same teachers, else against the first kd. */
  readonly toKd?: Tested;
}

/** A comparison with its p-value adjusted (Holm) over all methods held against the same one. */
export interface Tested extends Versus {
  readonly adjusted: number;
}

export interface TrainingCost {
  /** Wall-clock seconds of one training of the student, its teachers' outputs included; the median. */
  readonly seconds: number;
  /** The same of whoever taught, whether or not another method had trained them. */
  readonly teacherSeconds: number;
  /** Steps of the student's last training. */
  readonly steps: number;
}

/** A teacher or a classic model. */
export interface BoardModel {
  readonly name: string;
  /** Labels of those it taught. */
  readonly of: readonly string[];
  readonly accuracy: Spread;
  readonly cost: ModelCost;
}

export interface ModelCost {
  /** Of the ONNX file. */
  readonly bytes: number;
  /** Of one window; absent where the configuration wants no benchmark. */
  readonly latency: Partial<Record<Target, Latency>>;
}

/** Over all data sets, students and seeds (or folds): only methods that ran everywhere. */
export interface Overall {
  /** Data set × student × seed (or fold). */
  readonly blocks: number;
  /** Best mean rank first. */
  readonly rows: readonly OverallRow[];
  readonly friedman: { readonly statistic: number; readonly p: number };
  /** Nemenyi, α = 0.05. */
  readonly criticalDifference: number;
}

export interface OverallRow {
  readonly label: string;
  readonly method: string;
  /** Mean over the boards of their mean accuracies. */
  readonly accuracy: number;
  readonly rank: number;
  readonly toNone?: Tested;
  readonly toKd?: Tested;
}
