/** @file Everything one `wristill bench` measured, as JSON: written, published as a schema, and read back as a baseline. */
import { z } from "zod";

const time = z.number().min(0).describe("µs");
const count = z.number().min(0);

const summary = z.strictObject({
  p50: time,
  p90: time,
  p95: time,
  p99: time,
  max: time,
  mean: time,
});

const verdict = z
  .strictObject({
    says: z.enum(["faster", "slower", "can't tell"]),
    ratio: z.number().positive().describe("Time ÷ time of the reference"),
    low: z.number().positive().nullable().describe("null: too few repeats for an interval"),
    high: z.number().positive().nullable(),
    confidence: z.number(),
    repeats: count.describe("Processes or pages"),
  })
  .describe("Paired by repeat: Hodges–Lehmann estimate with the interval of the signed-rank test");

const cold = z.strictObject({
  start: z.array(time).describe("Loading the runtime, with an empty graph, in a new process each"),
  load: z.array(time).describe("Creating the session"),
  firstRun: z.array(time),
  peakMemory: count.nullable().describe("Most bytes resident, runtime included; null: not told"),
  runtimeMemory: count.nullable().describe("The same with the empty graph alone"),
  heap: count.nullable().describe("Bytes of WebAssembly memory; null where there is none"),
});

const seriesFile = z.strictObject({
  file: z.string(),
  ...summary.shape,
  calls: count
    .exactOptional()
    .describe("Calls that a timed run is the mean of, where the clock is too coarse for one"),
  interval: z
    .strictObject({ low: time, high: time })
    .describe("95 % interval of p50, by a bootstrap of whole repeats"),
  throughput: count.describe(
    "Windows per second at p50; where the processor is slowed, at the mean",
  ),
  arithmetic: time
    .nullable()
    .describe(
      "Its MACs at the rate of the matrix product; null: unknown, or the processor is slowed",
    ),
  versusFirst: verdict.nullable().describe("Against the first file; null for the first itself"),
  samples: z.array(z.array(time)).describe("Every timed run, by repeat, in order"),
});

const series = z
  .strictObject({
    target: z.string(),
    device: z.string().exactOptional().describe("Name of the device; absent: this machine"),
    runtime: z.string(),
    threads: count,
    batch: count.describe("Windows per run"),
    accelerator: z.enum(["cpu", "webgpu"]),
    slowdown: z.number().min(1).describe("CPU throttling; 1: none"),
    floor: summary.describe("An empty graph in the same rounds: what the call itself costs"),
    floorSamples: z.array(time).describe("Its p50 in each repeat"),
    product: z
      .strictObject({ macsPerSecond: count, samples: z.array(time).describe("p50 by repeat") })
      .describe("A product of two 256 × 256 matrices in the same rounds"),
    noise: verdict.describe("The first file against itself, in a session of its own"),
    files: z.array(seriesFile),
  })
  .describe("Files that ran in the same rounds");

const profileEntry = z.strictObject({
  name: z.string(),
  time: time.describe("µs per run, with the profiler's own cost"),
  calls: count,
  form: z.string().exactOptional(),
});

const file = z.strictObject({
  name: z.string(),
  path: z.string(),
  bytes: count,
  sha256: z.string(),
  inputs: z.array(
    z.strictObject({
      name: z.string(),
      dtype: z.string(),
      shape: z.array(z.union([z.number(), z.string()])),
    }),
  ),
  parameters: count.nullable(),
  macs: count.nullable().describe("Multiply-accumulate operations of one window; null: unknown"),
  bytesMoved: count
    .nullable()
    .describe(
      "Bytes that the operators read and write for one window, weights as the file stores them; a proxy of energy",
    ),
  uncounted: z.string().nullable().describe("Why MACs and bytes are unknown"),
  accuracy: z
    .strictObject({ windows: count, accuracy: z.number(), macroF1: z.number() })
    .nullable()
    .describe("On labelled windows; null without"),
  cold: z.record(z.string(), cold).describe("By target"),
  profile: z
    .strictObject({
      byOperator: z.array(profileEntry),
      byNode: z.array(profileEntry).describe("The costliest of them"),
    })
    .nullable()
    .describe("Where a run on the cpu goes, costliest first; null: not measured"),
});

const device = z
  .strictObject({
    name: z.string().describe("As typed on it, with a number where several share a name"),
    target: z.string(),
    browser: z.string(),
    userAgent: z.string(),
    cores: count,
    memory: count.nullable().describe("GB, coarse, as the browser tells it"),
    screen: z.strictObject({ width: count, height: count, ratio: count }),
    secure: z.boolean().describe("Whether the page came by HTTPS or from the device itself"),
    isolated: z.boolean().describe("Whether it could have threads and a fine clock"),
    clockStep: time.describe("What the page's clock could tell"),
    measuredAt: z.string().describe("ISO 8601, of the first answer, by the clock of this machine"),
    steps: z
      .strictObject({ done: count, due: count })
      .describe("Jobs that were answered, and that it could have answered"),
    cold: z.record(z.string(), cold).describe("By file"),
    absent: z.array(z.string()).describe("What it could not measure, and why"),
  })
  .describe(
    "A device that opened the page and sent what it measured; all it says of itself is its own word",
  );

const comparison = z
  .strictObject({
    file: z.string(),
    against: z.string().describe("The file in the baseline"),
    target: z.string(),
    device: z.string().exactOptional(),
    threads: count,
    batch: count,
    accelerator: z.enum(["cpu", "webgpu"]),
    slowdown: z.number(),
    verdict,
  })
  .describe("Against an earlier run");

/** @see BenchReport */
export const benchReport = z.strictObject({
  format: z.literal("wristill-bench-1"),
  command: z.string(),
  measuredAt: z.string().describe("ISO 8601"),
  wristill: z.string(),
  seed: z.int(),
  repeats: z.int(),
  input: z.string().describe("What was fed: seeded noise, or where the windows came from"),
  machine: z.strictObject({
    cpu: z.string(),
    cores: count,
    memory: count.describe("Bytes"),
    platform: z.string(),
    node: z.string(),
    runtimes: z.record(z.string(), z.string()),
    load: z.number().describe("Mean of runnable processes over the minute before"),
  }),
  files: z.array(file).min(1),
  devices: z.array(device).default([]),
  series: z.array(series),
  comparisons: z.array(comparison).nullable().describe("With --compare"),
  absent: z.array(z.string()).describe("What could not be measured, and why"),
});

export type BenchReport = z.infer<typeof benchReport>;
export type BenchDevice = BenchReport["devices"][number];
export type FileReport = BenchReport["files"][number];
export type SeriesReport = BenchReport["series"][number];
export type SeriesFile = SeriesReport["files"][number];
export type ColdReport = z.infer<typeof cold>;
export type Comparison = z.infer<typeof comparison>;

/** The published schema, JSON schema 2020-12. */
export function benchJsonSchema(): object {
  const { $schema, ...rest } = z.toJSONSchema(benchReport);
  return { $schema, title: "wristill bench report", ...rest };
}
