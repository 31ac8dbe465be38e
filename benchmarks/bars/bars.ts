/** @file What this project promised to reach, and where a measurement of it lies. Every figure is a share of its bar. */
import type { ColdDemo } from "#benchmarks/cold-demo";
import type { Agreement } from "#benchmarks/evidence/agree";
import type { Evidence } from "#benchmarks/evidence/evidence-table";
import type { ExportingReport } from "#benchmarks/exporting/measure-exporting";
import type { Verdict } from "#benchmarks/harness/verdict";
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
  (share: (row: QuantizeRow) => number) =>
  ({ rows }: QuantizeResult) =>
    rows.filter(({ best }) => best).map((row) => ({ what: row.network, value: share(row) }));

const isLarge = ({ macs }: QuantizeRow) => macs > 1e6;

interface TimedNetworks {
  readonly networks: readonly {
    readonly rows: readonly QuantizeRow[];
    /** Absent in reports where one file was chosen for both. */
    readonly targets?: Readonly<Record<"cpu" | "wasm", { readonly ratio: number }>>;
  }[];
}

/** Of the file that automatic choice ships for that target, on dense networks. */
const fastest =
  (target: "cpu" | "wasm", limitOf: (row: QuantizeRow) => number) =>
  ({ networks }: TimedNetworks) =>
    networks.flatMap(({ rows, targets }) => {
      const row = rows.find(({ best, depthwise }) => best && !depthwise);
      if (!row) return [];
      const ratio = targets?.[target].ratio ?? row[`${target}Ratio`];
      return [{ what: row.network, value: ratio / limitOf(row) }];
    });

/** s. */
interface QuantizeTime {
  readonly network: string;
  readonly ranges: string;
  readonly ours: number;
  readonly python: number;
}

interface ParsingResult {
  readonly rates: readonly {
    readonly text: string;
    readonly reader: string;
    /** MB/s. */
    readonly wall: number;
  }[];
}

/** MB; 10 299 windows of nine channels and 128 steps, 16 characters a number. */
const uciHarText = (10_299 * 9 * 128 * 16) / 1e6;

/** MB; a million lines of about 57 characters. */
const millionLines = 57;

const rateOf = ({ rates }: ParsingResult, text: string) =>
  rates.find((each) => each.text === text && each.reader === "wristill")!.wall;

interface MethodsResult {
  readonly rows: readonly {
    readonly method: string;
    readonly group: string;
    readonly form: string;
    readonly ratio: { readonly cpu: number };
    readonly epoch: { readonly cpu: number };
  }[];
}

/** The share that is surely there. */
function differenceIn({ says, ratio }: Verdict): number {
  return says === "can't tell" ? 0 : Math.abs(ratio - 1);
}

/** The harness beside one of the others, by file. */
const agreed =
  (other: string, share: (agreement: Agreement) => number | null) =>
  ({ agree }: Evidence) =>
    (agree?.agreements ?? [])
      .filter((each) => each.other.startsWith(other))
      .flatMap((each) => {
        const value = share(each);
        return value === null ? [] : { what: each.file, value };
      });

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
    read: fastest("cpu", (row) => (isLarge(row) ? 0.45 : 1)),
  },
  {
    ...{
      name: "file: wasm latency",
      bar: "0.6 of float above 1 M MACs, else 0.9",
      script: "quantize",
    },
    read: fastest("wasm", (row) => (isLarge(row) ? 0.6 : 0.9)),
  },
  {
    ...{ name: "quantizing beside Python", bar: "at most its time", script: "quantize" },
    read: ({ networks }: { networks: readonly { times: readonly QuantizeTime[] }[] }) =>
      networks.flatMap(({ times }) =>
        times.map(({ network, ranges, ours, python }) => ({
          what: `${network}, ${ranges}`,
          value: ours / python,
        })),
      ),
  },
  {
    ...{ name: "exporting, warm", bar: "at most 10 ms of a processor", script: "exporting" },
    read: ({ warm }: ExportingReport) => warm.map(({ what, cpu }) => ({ what, value: cpu / 10 })),
  },
  {
    ...{ name: "exporting, as a command", bar: "at most 0.5 s", script: "exporting" },
    read: ({ commands: [command] }: ExportingReport) => [
      { what: command!.what, value: command!.median / 500 },
    ],
  },
  {
    ...{
      name: "exported file beside one written by hand",
      bar: "at most 1.05 of the best",
      script: "exporting",
    },
    read: ({ handWritten }: ExportingReport) => [
      { what: "cnn1d-tiny", value: Math.max(...handWritten.map(({ ratio }) => ratio)) / 1.05 },
    ],
  },
  {
    ...{ name: "loading UCI HAR from text", bar: "at most 3 s", script: "parsing" },
    read: (result: ParsingResult) => [
      { what: "9 × 10 299 windows", value: uciHarText / rateOf(result, "uci-har") / 3 },
    ],
  },
  {
    ...{ name: "reading WISDM", bar: "at least 1 M rows a second", script: "parsing" },
    read: (result: ParsingResult) => [
      { what: "four people", value: millionLines / rateOf(result, "wisdm") },
    ],
  },
  {
    ...{
      name: "methods: a step, an epoch with one teacher, kept",
      bar: "at most 3 of none",
      script: "methods",
    },
    read: ({ rows }: MethodsResult) =>
      rows
        .filter(({ group, form }) => group === "offline" && form === "kept")
        .map(({ method, ratio, epoch }) => ({
          what: method,
          value: Math.max(ratio.cpu, epoch.cpu) / 3,
        })),
  },
  {
    ...{ name: "harness: one file, itself", bar: "can't tell in 95 of 100", script: "harness" },
    read: ({ tell }: Evidence) =>
      (tell?.told ?? []).map(({ target, runs, same }) => ({
        what: target,
        value: (runs - same.cantTell) / (0.05 * runs),
      })),
  },
  {
    ...{ name: "harness: a tenth slower", bar: "slower in 90 of 100", script: "harness" },
    read: ({ tell }: Evidence) =>
      (tell?.told ?? []).map(({ target, runs, slowed }) => ({
        what: target,
        value: (runs - slowed.slower) / (0.1 * runs),
      })),
  },
  {
    ...{ name: "harness beside a bare loop", bar: "within 5 %", script: "harness" },
    read: agreed("bare loop", ({ verdict }) => Math.abs(verdict.ratio - 1) / 0.05),
  },
  {
    ...{
      name: "harness beside Python, beyond an empty call",
      bar: "no difference that can be told, or one within 5 %",
      script: "harness",
    },
    read: agreed("Python", ({ beyond }) => (beyond ? differenceIn(beyond) / 0.05 : null)),
  },
  {
    ...{ name: "the demo, cold", bar: "at most 2.5 minutes", script: "cold-demo" },
    read: ({ wall, processor }: ColdDemo) => [
      { what: "by the clock", value: wall / 150 },
      { what: "as processor time", value: processor / 150 },
    ],
  },
];
