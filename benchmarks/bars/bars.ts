/** @file What this project promised to reach, and where a measurement of it lies. Every figure is a share of its bar. */
import { median } from "#core/quantiles";

/** Reached where the value is at most 1: the measured figure ÷ the bar, or the bar ÷ it where more is better. */
export interface Figure {
  readonly what: string;
  readonly value: number;
}

export interface Bar {
  readonly name: string;
  /** In words. */
  readonly bar: string;
  /** `npm run bench:<script>` writes `benchmarks/results/<script>.json`. */
  readonly script: string;
  read(result: never): readonly Figure[];
}

interface TrainResult {
  readonly rows: readonly {
    readonly case: string;
    readonly peer: string;
    readonly ratio: number;
  }[];
}

/** Of the rows beside one peer. */
const beside = (peer: string, limit: number) => (result: TrainResult) =>
  result.rows
    .filter((row) => row.peer.startsWith(peer) && row.case.startsWith("student"))
    .map((row) => ({ what: row.case, value: row.ratio / limit }));

interface QuantizeRow {
  readonly network: string;
  readonly best: boolean;
  readonly depthwise: boolean;
  readonly macs: number;
  readonly bytesRatio: number;
  /** Points. */
  readonly accuracyDrop: number;
  readonly cpuRatio: number;
  readonly wasmRatio: number;
}

interface QuantizeResult {
  readonly rows: readonly QuantizeRow[];
}

/** Of the file that automatic choice ships. */
const shipped =
  (share: (row: QuantizeRow) => number, counts: (row: QuantizeRow) => boolean = () => true) =>
  ({ rows }: QuantizeResult) =>
    rows
      .filter((row) => row.best && counts(row))
      .map((row) => ({ what: row.network, value: share(row) }));

const dense = ({ depthwise }: QuantizeRow) => !depthwise;
const isLarge = ({ macs }: QuantizeRow) => macs > 1e6;

interface HarnessResult {
  readonly told: readonly {
    readonly target: string;
    readonly runs: number;
    readonly same: { readonly cantTell: number };
    readonly slowed: { readonly slower: number };
  }[];
  readonly agreements: readonly {
    readonly file: string;
    readonly other: string;
    readonly ratio: number;
  }[];
}

/** In the order of design. */
export const bars: readonly Bar[] = [
  {
    ...{ name: "step beside PyTorch", bar: "at most its time", script: "train" },
    read: beside("PyTorch", 1),
  },
  {
    ...{ name: "step beside tf.js cpu", bar: "at least 500 times faster", script: "train" },
    read: beside("tf.js", 1 / 500),
  },
  {
    ...{
      name: "fresh batches",
      bar: "at most 1.1 times a step without",
      script: "batch-preparation",
    },
    read: ({ times }: { times: readonly { variant: string; session: string; ratio: number }[] }) =>
      times.map(({ variant, session, ratio }) => ({
        what: `${variant}, ${session}`,
        value: ratio / 1.1,
      })),
  },
  {
    ...{ name: "augmentations beside numpy", bar: "at least its rate", script: "augmentations" },
    read: ({ rates }: { rates: readonly { ratio?: number }[] }) => {
      const ratios = rates.flatMap(({ ratio }) => ratio ?? []);
      return [
        { what: "middle case", value: 1 / median(ratios) },
        { what: "worst case", value: 1 / Math.min(...ratios) },
      ];
    },
  },
  {
    ...{ name: "file: bytes", bar: "at most 0.35 of float", script: "quantize" },
    read: shipped(({ bytesRatio }) => bytesRatio / 0.35),
  },
  {
    ...{ name: "file: accuracy", bar: "at most 0.5 points lost", script: "quantize" },
    read: shipped(({ accuracyDrop }) => Math.max(0, accuracyDrop) / 0.5),
  },
  {
    ...{
      name: "file: cpu latency",
      bar: "0.45 of float above 1 M MACs, else 1.0",
      script: "quantize",
    },
    read: shipped((row) => row.cpuRatio / (isLarge(row) ? 0.45 : 1), dense),
  },
  {
    ...{
      name: "file: wasm latency",
      bar: "0.6 of float above 1 M MACs, else 0.9",
      script: "quantize",
    },
    read: shipped((row) => row.wasmRatio / (isLarge(row) ? 0.6 : 0.9), dense),
  },
  {
    ...{ name: "harness: one file, itself", bar: "can't tell in 95 of 100", script: "harness" },
    read: ({ told }: HarnessResult) =>
      told.map(({ target, runs, same }) => ({
        what: target,
        value: (runs - same.cantTell) / (0.05 * runs),
      })),
  },
  {
    ...{ name: "harness: a tenth slower", bar: "slower in 90 of 100", script: "harness" },
    read: ({ told }: HarnessResult) =>
      told.map(({ target, runs, slowed }) => ({
        what: target,
        value: (runs - slowed.slower) / (0.1 * runs),
      })),
  },
  {
    ...{ name: "harness beside a bare loop", bar: "within 5 %", script: "harness" },
    read: ({ agreements }: HarnessResult) =>
      agreements
        .filter(({ other }) => other === "bare loop")
        .map(({ file, ratio }) => ({ what: file, value: Math.abs(ratio - 1) / 0.05 })),
  },
];

/** Bars that no script measures yet. */
export const unmeasured: readonly string[] = [
  "exported fp32 latency beside the best hand-written ONNX",
  "exporting, warm and as a command",
  "the demo, cold",
];
