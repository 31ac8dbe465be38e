/** @file What a search for the best student within a budget found, as plain JSON. Accuracies are fractions, latencies µs. */
import type { Provenance } from "#report/result";

/** The most that a student may cost; what is absent is not limited. */
export interface FitBudget {
  /** Size of the file. */
  readonly bytes?: number;
  /** Median µs for one window. */
  readonly latency?: number;
  /** Multiply-accumulates per window. */
  readonly macs?: number;
}

export interface FitResult {
  /** Name of the configuration. */
  readonly dataset: string;
  readonly budget: FitBudget;
  /** Where latency is measured. */
  readonly on: FitRuntime;
  readonly seeds: readonly number[];
  /** People and windows that chose, and that were looked at in the end. */
  readonly validation: FitPart;
  readonly test: FitPart;
  /** Share of the configured epochs of each round. */
  readonly rounds: readonly number[];
  /** In the order of their arithmetic, the cheapest first. */
  readonly tried: readonly FitTrial[];
  /** Students that the budget refuses as they are. */
  readonly refused: readonly { readonly student: string; readonly reason: string }[];
  /** Of those, and of others that were too large, whom pruning brought within the budget. */
  readonly prunings: readonly FitPruning[];
  /** Of those that reached the last round or were pruned, in every scheme. */
  readonly files: readonly FitFile[];
  /** `null` where nothing kept the budget. */
  readonly chosen: FitChoice | null;
  readonly created: string;
  readonly provenance: Provenance;
}

export type FitRuntime = "cpu" | "wasm";

interface FitPart {
  readonly subjects: number;
  readonly windows: number;
}

/** A student by a method. */
export interface FitTrial {
  /** As it would be typed: "cnn1d-tiny(filters=[8;16;32])". */
  readonly student: string;
  /** "none", "kd:skel". */
  readonly method: string;
  readonly macs: number;
  /** Accuracy of the float network on the validation part, first seed, in each round that it saw. */
  readonly rounds: readonly number[];
}

export interface FitPruning extends Pick<FitTrial, "student" | "method"> {
  /** As trained in full, and pruned. */
  readonly before: PruningSide;
  readonly after: PruningSide;
}

interface PruningSide {
  /** Of the first seed. */
  readonly macs: number;
  /** Of the float network on the validation part, by seed. */
  readonly accuracies: readonly number[];
}

export interface FitFile extends Pick<FitTrial, "student" | "method" | "macs"> {
  /** "float", "weight-int4". */
  readonly scheme: string;
  readonly form: string;
  /** Whether channels were taken out of the student. */
  readonly pruned: boolean;
  /** Whether its weights were trained to be rounded. */
  readonly trained: boolean;
  /** Of the first seed's file, as is its latency. */
  readonly bytes: number;
  readonly latency: number;
  /** On the validation part, one per seed. */
  readonly accuracies: readonly number[];
  /** What of the budget it breaks. */
  readonly breaks: readonly (keyof FitBudget)[];
}

export interface FitChoice extends FitFile {
  /** On the test part, one per seed: looked at once. */
  readonly test: readonly number[];
  /** The first seed's file, relative to the run folder. */
  readonly file: string;
}
