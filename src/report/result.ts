/** @file All that a run found out, as plain JSON: what the report shows and `wristill run --json` prints. */
import type { Disturbance } from "#benchmarks/disturbances/disturbance";
import type { LatencyMeasurement } from "#benchmarks/measures/latency";
import type { Target } from "#benchmarks/runtimes/runtime";
import type { ProcessingChoice } from "#core/signal";
import type { ReliabilityBin } from "#train/calibration";
import type { OperatorTimes } from "./operator-bars.ts";

/** The format's version; a report of another version is refused. */
export const resultFormat = 3;

export interface RunResult {
  readonly format: typeof resultFormat;
  readonly name: string;
  /** ISO time of the end of the run. */
  readonly created: string;
  /** Whole run, without what was reused. */
  readonly seconds: number;
  readonly seeds: readonly number[];
  readonly method: MethodFacts;
  /** The configuration with its defaults. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly data: DataFacts;
  /** Teachers first, then the student alone, distilled, pruned, quantized, classic models. */
  readonly models: readonly ModelResult[];
  /** Distilled over alone on the test part; `null` where one of the two was not trained. */
  readonly gain: Gain | null;
  readonly quantization: QuantizationFacts | null;
  /** How the student says its convolutions, and by how much the other form is slower; absent where a configuration named one. */
  readonly convolutions?: string;
  /** `null` where the configuration wants none. */
  readonly robustness: RobustnessFacts | null;
  /** Of the file that is shipped, first seed; `null` where none was measured. */
  readonly profile: (Pick<ModelResult, "kind" | "role"> & OperatorTimes) | null;
  readonly provenance: Provenance;
}

export interface MethodFacts {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
}

export interface DataFacts {
  readonly name: string;
  readonly title: string;
  readonly source: string;
  readonly license: string;
  /** Absent: they are a person's own. */
  readonly homepage?: string;
  readonly classes: readonly string[];
  readonly modalities: Readonly<Record<string, ModalityFacts>>;
  /** The files do not say who is who: every recording has a subject of its own. */
  readonly anonymous?: true;
  readonly parts: readonly PartFacts[];
  /** What did not become a window, and why; empty where nothing was dropped. */
  readonly dropped: Readonly<Record<string, number>>;
}

export interface ModalityFacts {
  /** Time steps of a window. */
  readonly steps: number;
  readonly channels: readonly string[];
  readonly unit: string;
  /** Hz, after resampling. */
  readonly sampleRate: number;
  /** What was done to the signal before, for an application to repeat; none where absent. */
  readonly processing?: readonly ProcessingChoice[];
}

export interface PartFacts {
  readonly name: "train" | "validation" | "test";
  readonly subjects: readonly string[];
  readonly windows: number;
  /** In the order of the classes. */
  readonly windowsPerClass: readonly number[];
}

/**
 * `alone`: the student trained on labels only; `distilled`: by the method; `pruned`: the last of them with fewer
 * channels or weights; `quantized`: made small; `baseline`: a classic model on features.
 */
export type ModelKind = "teacher" | "alone" | "distilled" | "pruned" | "quantized" | "baseline";

export interface ModelResult {
  readonly kind: ModelKind;
  /** A teacher's role ("skel"); of the pruned and quantized ones, what they were made from ("distilled", "alone", "pruned"); of a baseline, its name. */
  readonly role: string | null;
  /** Name of the network; "features" of a baseline. */
  readonly network: string;
  /** Modalities it reads. */
  readonly inputs: readonly string[];
  readonly parameters: number;
  /** Multiply-accumulates per window. */
  readonly macs: number;
  /** Size of the ONNX file; `null` where none was written. */
  readonly bytes: number | null;
  /** The file, relative to the run folder; of the first seed. */
  readonly file: string | null;
  /** One per seed, measured on the test part by running the exported file where there is one. */
  readonly seeds: readonly SeedResult[];
  /** One per seed; empty for a model that was made from another (pruned, quantized). */
  readonly curves: readonly LearningCurve[];
  /** Of the first seed's file. */
  readonly latency: Readonly<Partial<Record<Target, Latency>>>;
  /** One per seed, of students; empty for others. */
  readonly calibration: readonly SeedCalibration[];
}

/** How far the probabilities of one seed's file can be believed, on the test part. */
export interface SeedCalibration {
  readonly seed: number;
  readonly before: Reliability;
  /** Logits divided by a temperature that was fitted on validation windows; `null` where there are none. */
  readonly scaled: (Reliability & { readonly temperature: number }) | null;
}

export interface Reliability {
  /** Expected calibration error, a fraction. */
  readonly ece: number;
  readonly bins: readonly ReliabilityBin[];
}

/** Figures as fractions, 0 … 1. */
export interface SeedResult {
  readonly seed: number;
  readonly accuracy: number;
  readonly macroF1: number;
  /** Per class. */
  readonly f1: readonly number[];
  /** `[truth][prediction]`, counts. */
  readonly confusion: readonly (readonly number[])[];
}

export interface LearningCurve {
  readonly seed: number;
  readonly epochs: readonly EpochFigures[];
}

export interface EpochFigures {
  /** 1 in the first epoch. */
  readonly epoch: number;
  /** Mean training loss. */
  readonly loss: number;
  /** On augmented training windows; `null` where it was not measured. */
  readonly trainAccuracy: number | null;
  /** `null` where there is no validation part. */
  readonly validationAccuracy: number | null;
}

/** Times in µs, batch 1. A `LatencyMeasurement` is one. */
export type Latency = Pick<
  LatencyMeasurement,
  "p50" | "p90" | "p95" | "p99" | "runtime" | "threads" | "runs" | "samples" | "floor" | "coldStart"
>;

/** Paired by seed, in fractions of accuracy. */
export interface Gain {
  /** Pairs. */
  readonly n: number;
  readonly mean: number;
  /** 95 % Student t interval; `null` for a single pair. */
  readonly interval: { readonly low: number; readonly high: number } | null;
}

/** Of the first seed's file; other seeds have its scheme. */
export interface QuantizationFacts {
  /** "static-int8"; "float" where nothing was better than the model as it was. */
  readonly scheme: string;
  /** "qdq", "qlinear-conv-channels-last". */
  readonly form: string;
  /** Why this file: a sentence without its full stop. */
  readonly reason: string;
  /** Whether its weights were trained to be rounded. */
  readonly trained: boolean;
  /** Names of layers that compute in float. */
  readonly kept: readonly string[];
  /** All files that kept the budget; latencies in µs by runtime. */
  readonly measured: readonly QuantizationRival[];
  /** Against the float file. */
  readonly change: {
    readonly windows: number;
    /** Share by which the logits moved. */
    readonly outputError: number;
    readonly changedClasses?: number;
    readonly accuracy?: { readonly float: number; readonly quantized: number };
  };
  /** The part whose windows it was chosen by. */
  readonly judgedOn: "validation" | "train";
  readonly ranges: string;
  /** 0 where the scheme needs no ranges. */
  readonly calibrationWindows: number;
}

export interface QuantizationRival {
  readonly title: string;
  readonly bytes: number;
  readonly latency: Readonly<Record<string, number>>;
}

/** Accuracy of the students on test windows that were disturbed. */
export interface RobustnessFacts {
  /** How many. */
  readonly windows: number;
  readonly disturbances: readonly DisturbanceFacts[];
}

export interface DisturbanceFacts
  extends Pick<Disturbance, "name" | "title" | "summary" | "axis" | "strengths"> {
  readonly models: readonly (Pick<ModelResult, "kind" | "role"> & {
    /** `[seed][strength]`, fractions. */
    readonly accuracy: readonly (readonly number[])[];
  })[];
}

export interface Provenance {
  /** As typed. */
  readonly command: string;
  /** By package, wristill among them. */
  readonly versions: Readonly<Record<string, string>>;
  readonly node: string;
  readonly platform: string;
  readonly cpu: string;
  readonly cores: number;
  readonly engine: string;
  /** Of the working folder; `null` outside a repository. */
  readonly commit: string | null;
}
