/** @file Augmentations in windows per second, each beside its formula in numpy. */
import type { Augmentation, BatchAugmentation, Company, Window } from "#augmentations/augmentation";
import * as entries from "#augmentations/entries";
import { type Numpy, startNumpy } from "#benchmarks/peers/numpy";
import type { OnProgress } from "#core/progress";
import { median } from "#core/quantiles";
import { Random } from "#core/random";
import type { Batch } from "#core/signal";
import { type MachineFacts, machineFacts } from "#runtime/machine";

export interface AugmentationBenchmarkOptions {
  /** `peers/augmentations.py`. */
  readonly numpyScript: string;
  /** Default: the environment variable `WRISTILL_PYTHON`, else `python3`. */
  readonly python?: string | undefined;
  /** Part of an augmentation's name; default: all. */
  readonly filter: string;
  /** Blocks of batches, ours and theirs in turn. */
  readonly rounds: number;
  readonly seed: number;
  readonly onProgress?: OnProgress | undefined;
}

export const augmentationBenchmarkDefaults = { filter: "", rounds: 15, seed: 1 };

/** One augmentation on one shape. */
export interface AugmentationRate {
  readonly name: string;
  readonly length: number;
  readonly channels: number;
  /** Windows per second of processor time, median over the rounds, one thread. */
  readonly ours: number;
  readonly numpy?: number;
  /** The same with scipy.fft, where spectra are involved. */
  readonly scipy?: number;
  /** Median over the rounds of ours ÷ numpy. */
  readonly ratio?: number;
}

export interface AugmentationReport {
  readonly machine: MachineFacts;
  /** "numpy 2.4.6, scipy 1.17.1", or why it could not be measured. */
  readonly peer: string;
  readonly rates: readonly AugmentationRate[];
}

const batchSize = 64;
/** Processor time of a block, in s: other programs on the machine take no part in it. */
const blockSeconds = 0.02;

interface Case {
  readonly entry: Augmentation | BatchAugmentation;
  readonly windows: readonly Window[];
}

const registry = Object.values(entries) as unknown as readonly {
  readonly level: string;
  readonly name: string;
}[];
const spectral = ["ft-surrogate", "freq-mask"];

/** The 64 electrodes of EEGMMIDB. */
const cap = [
  ...["FC5 FC3 FC1 FCz FC2 FC4 FC6 C5 C3 C1 Cz C2 C4 C6 CP5 CP3 CP1 CPz CP2 CP4 CP6 Fp1 Fpz Fp2"],
  ...["AF7 AF3 AFz AF4 AF8 F7 F5 F3 F1 Fz F2 F4 F6 F8 FT7 FT8 T7 T8 T9 T10 TP7 TP8 P7 P5 P3 P1 Pz"],
  ...["P2 P4 P6 P8 PO7 PO3 POz PO4 PO8 O1 Oz O2 Iz"],
].flatMap((row) => row.split(" "));

/** Wrist windows of one and three sensors, and EEG of 64 electrodes. */
const shapes = [
  { length: 128, sampleRate: 50, unit: "g", channels: axesOf(["acc", "gyro"]) },
  { length: 128, sampleRate: 50, unit: "g", channels: axesOf(["acc", "gyro", "body"]) },
  { length: 480, sampleRate: 160, unit: "µV", channels: cap },
] as const;

function axesOf(sensors: readonly string[]): string[] {
  return sensors.flatMap((sensor) => ["x", "y", "z"].map((axis) => `${sensor}.${axis}`));
}

/** Measure each in turn with numpy, in an order drawn anew every round. */
export async function benchmarkAugmentations(
  given: Pick<AugmentationBenchmarkOptions, "numpyScript"> & Partial<AugmentationBenchmarkOptions>,
): Promise<AugmentationReport> {
  const options = { ...augmentationBenchmarkDefaults, ...given };
  const { rounds, seed, filter, onProgress } = options;
  const machine = machineFacts();
  const random = new Random(seed);
  const cases = casesOf(random, filter);
  const numpy = await startNumpy({ script: options.numpyScript, python: options.python });
  const peer = typeof numpy === "string" ? undefined : numpy;
  try {
    const runs = cases.map((each) => new Contest(each, peer, random));
    for (const run of runs) await run.warmUp();
    for (let round = 0; round < rounds; round++) {
      for (const i of random.permutation(runs.length)) await runs[i]!.round();
      onProgress?.({ task: "augmentations", done: round + 1, total: rounds });
    }
    const rates = runs.map((run) => run.rate());
    return { machine, peer: peer?.versions ?? (numpy as string), rates };
  } finally {
    peer?.close();
  }
}

function casesOf(random: Random, filter: string): Case[] {
  const all = registry.filter(({ level, name }) => level !== "preset" && name.includes(filter));
  return shapes.flatMap((shape) => {
    const windows = Array.from({ length: batchSize }, (): Window => {
      return { ...shape, data: random.normals(shape.length * shape.channels.length) };
    });
    const suited = all.filter((entry) => {
      const needs = (entry as Augmentation).needs;
      return needs?.met(shape) ?? true;
    });
    return (suited as unknown as Case["entry"][]).map((entry) => ({ entry, windows }));
  });
}

/** One case: its own speed and numpy's, block by block. */
class Contest {
  readonly #case: Case;
  readonly #numpy: Numpy | undefined;
  readonly #runBatch: () => void;
  readonly #ours: number[] = [];
  readonly #theirs: number[] = [];
  readonly #scipys: number[] = [];

  constructor(contested: Case, numpy: Numpy | undefined, random: Random) {
    this.#case = contested;
    this.#numpy = numpy;
    this.#runBatch = runnerOf(contested, random);
  }

  async warmUp(): Promise<void> {
    const start = performance.now();
    while (performance.now() - start < 300) this.#runBatch();
    await this.#time("");
  }

  async round(): Promise<void> {
    const start = process.cpuUsage();
    let batches = 0;
    let spent = 0; // s
    for (; spent < blockSeconds; batches++) {
      this.#runBatch();
      const { user, system } = process.cpuUsage(start);
      spent = (user + system) / 1e6;
    }
    this.#ours.push((batches * batchSize) / spent);
    if (!this.#numpy) return;
    this.#theirs.push(await this.#time(""));
    if (spectral.includes(this.#case.entry.name)) this.#scipys.push(await this.#time("+scipy"));
  }

  /** Windows per second of a block in numpy. */
  async #time(variant: string): Promise<number> {
    const { entry, windows } = this.#case;
    const { length, channels } = windows[0]!;
    const name = `${entry.name}${variant}`;
    return (await this.#numpy?.run(name, length, channels.length, blockSeconds)) ?? Number.NaN;
  }

  rate(): AugmentationRate {
    const { entry, windows } = this.#case;
    const { length, channels } = windows[0]!;
    const ratios = this.#theirs.map((theirs, i) => this.#ours[i]! / theirs);
    return {
      ...{ name: entry.name, length, channels: channels.length, ours: median(this.#ours) },
      ...(ratios.length > 0 && { numpy: median(this.#theirs), ratio: median(ratios) }),
      ...(this.#scipys.length > 0 && { scipy: median(this.#scipys) }),
    };
  }
}

/** A batch of windows one by one, into memory that is there already; or a batch mixed. */
function runnerOf({ entry, windows }: Case, random: Random): () => void {
  if (entry.level === "batch") {
    const batch = batchOf(windows);
    return () => entry.mix(batch, random, entry.options);
  }
  const out = new Float32Array(windows[0]!.data.length);
  const company: Company = { sibling: (draws) => windows[draws.integer(batchSize)]!.data };
  return () => {
    for (const window of windows) entry.apply(window, random, entry.options, out, company);
  };
}

function batchOf(windows: readonly Window[]): Batch {
  const [{ length, channels }] = windows as [Window];
  const width = length * channels.length;
  const data = new Float32Array(windows.length * width);
  for (const [i, window] of windows.entries()) data.set(window.data, i * width);
  const classes = 6;
  const labels = new Float32Array(windows.length * classes);
  for (const i of windows.keys()) labels[i * classes + (i % classes)] = 1;
  return {
    inputs: { imu: { data, shape: [windows.length, length, channels.length] } },
    labels: { data: labels, shape: [windows.length, classes] },
    sampleIds: Int32Array.from(windows.keys()),
  };
}

/** The report as Markdown. */
export function augmentationTable({ machine, peer, rates }: AugmentationReport): string {
  const thousands = (rate: number | undefined) =>
    rate === undefined ? "" : (rate / 1000).toPrecision(3);
  const rows = rates.map(
    ({ name, length, channels, ours, numpy, scipy, ratio }) =>
      `| ${name} | ${length}×${channels} | ${thousands(ours)} | ${thousands(numpy)} | ${thousands(scipy)} | ${ratio?.toFixed(2) ?? ""} |`,
  );
  return [
    "# Augmentations beside numpy",
    "",
    "Thousands of windows per second of processor time, default options, draws included, one thread. Ours: window by window,",
    `as in training. Theirs: batches of ${batchSize} windows at once (${peer}). Blocks in turn, medians over the rounds.`,
    `${machine.cpu}, ${machine.cores} cores, load ${machine.load.toFixed(2)} at the start.`,
    "",
    "Most ratios below 1 are of maps from one number to one (a sign, a factor per channel, the order of rows): numpy computes several at",
    "once and writes a number in the tenth of a nanosecond that a copy takes, JavaScript's loops take 0.7 at the least.",
    "",
    "| augmentation | window | ours | numpy | with scipy.fft | ours ÷ numpy |",
    "|---|---|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}
