/** @file What exporting takes, and how fast the file is beside one written by hand. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { measureLatency } from "#benchmarks/measures/latency";
import { median, quantile } from "#core/quantiles";
import { Random } from "#core/random";
import type { Normalization } from "#core/signal";
import { exportOnnx } from "#export/export-onnx";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import * as students from "#students/entries";
import { type ConvForm, handWritten } from "./hand-written.ts";

/** ms by the clock. */
export interface Spent {
  readonly what: string;
  readonly median: number;
  readonly p95: number;
  readonly runs: number;
}

/** Other work on the machine is in the time by the clock, not in that of the processor. */
export interface WarmSpent extends Spent {
  /** ms of processor time, all threads; median. */
  readonly cpu: number;
  /** The same of the first time. */
  readonly first: number;
}

/** µs at the median, in the same rounds; `ratio`: our file ÷ this one. */
export interface HandWrittenRow {
  readonly form: ConvForm;
  readonly ours: number;
  readonly theirs: number;
  readonly ratio: number;
}

export interface ExportingReport {
  /** By student: network in memory → bytes. */
  readonly warm: readonly WarmSpent[];
  /** `wristill export model.onnx --to onnx`, and `node` with nothing to do. */
  readonly commands: readonly Spent[];
  readonly handWritten: readonly HandWrittenRow[];
}

export interface ExportingOptions {
  /** Path of the built command line. */
  readonly cli: string;
  readonly runs: number;
  readonly rounds: number;
  readonly clock: () => number;
}

const [length, channels] = [128, ["ax", "ay", "az"]];
const classes = ["walk", "sit", "stand", "lie", "upstairs", "downstairs"];
const normalization: Normalization = {
  acc: { mean: Float32Array.of(0.1, 0, -0.2), sd: Float32Array.of(1, 2, 0.5) },
};
const signals = { acc: { length, channels, sampleRate: 50, unit: "g" } };

/** Students of one accelerometer; EEG networks want electrodes, and take as long as others of their size. */
const ofWatches = Object.values(students).filter(({ modalities }) => modalities === "any");

export async function measureExporting(options: ExportingOptions): Promise<ExportingReport> {
  const warm = ofWatches.map((entry) => warmExport(entry, options));
  const rows = await besideHandWritten(options);
  return { warm, commands: await commands(options), handWritten: rows };
}

type Student = (typeof ofWatches)[number];

function networkOf(entry: Student) {
  const inputs = [{ modality: "acc", length, channels: channels.length, sampleRate: 50 }];
  return entry.build({ inputs, classes: classes.length, seed: 1 }, entry.options as never);
}

function exported(entry: Student): () => Uint8Array {
  const network = networkOf(entry);
  return () => exportOnnx(network, { normalization, signals, classes }).bytes;
}

/** V8 goes on compiling for a hundred more: that is in the processor's time. */
export const warmUps = 10;

function warmExport(entry: Student, { runs, clock }: ExportingOptions): WarmSpent {
  const run = exported(entry);
  const all = Array.from({ length: warmUps + runs }, () => {
    const [start, before] = [clock(), process.cpuUsage()];
    run();
    const time = clock() - start;
    const { user, system } = process.cpuUsage(before);
    return { time, cpu: (user + system) / 1000 };
  });
  const warm = all.slice(warmUps);
  const times = warm.map(({ time }) => time);
  const cpu = median(warm.map((each) => each.cpu));
  return { ...spent(entry.name, times), cpu, first: all[0]!.cpu };
}

async function commands({ cli, runs, clock }: ExportingOptions): Promise<Spent[]> {
  const folder = await mkdtemp(join(tmpdir(), "wristill-exporting-"));
  try {
    const model = join(folder, "model.onnx");
    await writeFile(model, exported(cnn1dTiny as Student)());
    const out = join(folder, "out.onnx");
    const all = {
      "wristill export": [cli, "export", model, "--to", "onnx", "--out", out],
      "node, nothing to do": ["-e", "0"],
    };
    const times = Object.keys(all).map((): number[] => []);
    for (let round = 0; round < Math.ceil(runs / 3); round++) {
      for (const [i, words] of Object.values(all).entries()) {
        const start = clock();
        await promisify(execFile)(process.execPath, words);
        times[i]!.push(clock() - start);
      }
    }
    return Object.keys(all).map((what, i) => spent(what, times[i]!));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function besideHandWritten({ rounds }: ExportingOptions): Promise<HandWrittenRow[]> {
  const network = networkOf(cnn1dTiny as Student);
  const forms: readonly ConvForm[] = ["1d", "2d"];
  const [ours, ...theirs] = await measureLatency(
    [
      { name: "ours", bytes: exportOnnx(network, { normalization, signals, classes }).bytes },
      ...forms.map((form) => ({ name: form, bytes: handWritten(network, normalization, form) })),
    ],
    { runs: rounds, random: new Random(1) },
  );
  return forms.map((form, i) => ({
    form,
    ours: ours!.p50,
    theirs: theirs[i]!.p50,
    ratio: ours!.p50 / theirs[i]!.p50,
  }));
}

function spent(what: string, times: readonly number[]): Spent {
  return { what, median: median(times), p95: quantile(times, 0.95), runs: times.length };
}
