/** @file Filters, resampling, spectra and cutting in windows per second, each beside scipy. */
import { type PythonProcess, startPython } from "#benchmarks/peers/python-process";
import type { OnProgress } from "#core/progress";
import { median } from "#core/quantiles";
import { Random } from "#core/random";
import type { Signal } from "#core/signal";
import { type MachineFacts, machineFacts } from "#runtime/machine";
import { butterworth } from "#sensors/butterworth";
import { filterSignal } from "#sensors/filter";
import { notch } from "#sensors/notch";
import { resample } from "#sensors/resample";
import { welch } from "#sensors/spectrum";
import { makeWindows } from "#sensors/windows";

export interface ProcessingBenchmarkOptions {
  /** `peers/processing.py`. */
  readonly script: string;
  /** Default: the environment variable `WRISTILL_PYTHON`, else `python3`. */
  readonly python?: string | undefined;
  /** Part of a case's name; default: all. */
  readonly filter: string;
  /** Each case once in ours and once in theirs a round. */
  readonly rounds: number;
  /** ms; each case of ours by itself, before. */
  readonly warmUp: number;
  readonly seed: number;
  readonly onProgress?: OnProgress | undefined;
}

export const processingBenchmarkDefaults = { filter: "", rounds: 21, warmUp: 3000, seed: 1 };

/** One case on one recording. */
export interface ProcessingRate {
  readonly name: string;
  readonly recording: string;
  /** Windows of 128 steps per second, median over the rounds, one thread. */
  readonly ours: number;
  readonly scipy?: number;
  /** Median over the rounds of ours ÷ scipy. */
  readonly ratio?: number;
}

export interface ProcessingReport {
  readonly machine: MachineFacts;
  /** "scipy 1.17.1, numpy 2.4.6", or why it could not be measured. */
  readonly peer: string;
  readonly rates: readonly ProcessingRate[];
}

const windowSteps = 128;

/** Six minutes of a watch, and one EEG run of EEGMMIDB. */
const recordings = [
  { name: "watch, 6 channels at 100 Hz", steps: 36_000, channels: 6, sampleRate: 100 },
  { name: "EEG, 64 channels at 160 Hz", steps: 20_000, channels: 64, sampleRate: 160 },
] as const;

const cases: Readonly<Record<string, (signal: Signal) => unknown>> = {
  "band-pass": (signal) => filterSignal(signal, band(signal), "forward"),
  "band-pass zero-phase": (signal) => filterSignal(signal, band(signal), "zero-phase"),
  notch: (signal) =>
    filterSignal(signal, notch(signal.sampleRate / 4, 30, signal.sampleRate), "forward"),
  "resample to half": (signal) => resample(signal, signal.sampleRate / 2),
  "resample by 25/32": (signal) => resample(signal, (signal.sampleRate * 25) / 32),
  welch: (signal) => welch(signal, { segment: 256 }),
  "cut windows": cutWindows,
};

function band({ sampleRate }: Signal) {
  return butterworth({ order: 3, from: 4, to: 38 }, sampleRate);
}

function cutWindows(signal: Signal) {
  const recording = { id: "r", subject: "s", label: 0, signals: { x: signal } };
  const seconds = windowSteps / signal.sampleRate;
  const modalities = { x: { steps: windowSteps } };
  return makeWindows([recording], ["c"], { seconds, overlap: 0.5, modalities });
}

/** Measure each in turn with scipy, in an order drawn anew every round. */
export async function benchmarkProcessing(
  given: Pick<ProcessingBenchmarkOptions, "script"> & Partial<ProcessingBenchmarkOptions>,
): Promise<ProcessingReport> {
  const options = { ...processingBenchmarkDefaults, ...given };
  const { script, python, filter, rounds, warmUp, seed, onProgress } = options;
  const machine = machineFacts();
  const random = new Random(seed);
  const scipy = await startPython({ script, python });
  const peer = typeof scipy === "string" ? undefined : scipy;
  try {
    const runs = contests(random, filter, peer);
    for (const run of runs) run.warmUp(warmUp);
    for (let round = 0; round < rounds; round++) {
      for (const i of random.permutation(runs.length)) await runs[i]!.round();
      onProgress?.({ task: "processing", done: round + 1, total: rounds });
    }
    const told = peer ? `scipy ${peer.greeting.scipy}, numpy ${peer.greeting.numpy}` : scipy;
    return { machine, peer: told as string, rates: runs.map((run) => run.rate()) };
  } finally {
    peer?.close();
  }
}

interface Contest {
  warmUp(milliseconds: number): void;
  round(): Promise<void>;
  rate(): ProcessingRate;
}

function contests(random: Random, filter: string, peer: PythonProcess | undefined): Contest[] {
  return recordings.flatMap((recording) => {
    const { steps, channels, sampleRate } = recording;
    const names = Array.from({ length: channels }, (_, c) => `c${c}`);
    const data = random.normals(steps * channels);
    const signal = { data, channels: names, sampleRate, unit: "g" };
    return Object.entries(cases)
      .filter(([name]) => name.includes(filter))
      .map(([name, run]) => contest(name, recording, () => run(signal), peer));
  });
}

function contest(
  name: string,
  { name: recording, steps, channels, sampleRate }: (typeof recordings)[number],
  run: () => unknown,
  peer: PythonProcess | undefined,
): Contest {
  const ours: number[] = [];
  const theirs: number[] = [];
  const perSecond = (seconds: number) => steps / windowSteps / seconds;
  return {
    warmUp(milliseconds) {
      for (const start = performance.now(); performance.now() - start < milliseconds; ) run();
    },
    async round() {
      const repeats = 3;
      const start = performance.now();
      for (let i = 0; i < repeats; i++) run();
      ours.push(perSecond((performance.now() - start) / 1000 / repeats));
      if (!peer) return;
      const question = `run ${name} ${steps} ${channels} ${sampleRate} ${repeats}`;
      const { seconds } = (await peer.ask(question)) as { seconds: number[] };
      theirs.push(perSecond(seconds.reduce((sum, each) => sum + each, 0) / repeats));
    },
    rate() {
      const ratios = theirs.map((their, i) => ours[i]! / their);
      const beside = ratios.length > 0 && { scipy: median(theirs), ratio: median(ratios) };
      return { name, recording, ours: median(ours), ...beside };
    },
  };
}

/** The report as Markdown. */
export function processingTable({ machine, peer, rates }: ProcessingReport): string {
  const thousands = (rate: number | undefined) =>
    rate === undefined ? "" : (rate / 1000).toPrecision(3);
  const rows = rates.map(
    ({ name, recording, ours, scipy, ratio }) =>
      `| ${name} | ${recording} | ${thousands(ours)} | ${thousands(scipy)} | ${ratio?.toFixed(2) ?? ""} |`,
  );
  return [
    "# Processing beside scipy",
    "",
    `Thousands of windows of ${windowSteps} steps per second; whole recordings in float32, one thread. Cases in turn with`,
    `${peer}; medians over the rounds. Cutting: ours looks at every value for gaps and remembers where each window is`,
    "from; theirs copies memory.",
    `${machine.cpu}, ${machine.cores} cores, load ${machine.load.toFixed(2)} at the start.`,
    "",
    "| case | recording | ours | scipy | ours ÷ scipy |",
    "|---|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}
