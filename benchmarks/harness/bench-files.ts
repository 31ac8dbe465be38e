/** @file Any ONNX files → a report: every target, number of threads and batch size in turn. */
import type { Candidate } from "#benchmarks/candidate";
import { operatorTimes } from "#benchmarks/profile/operator-times";
import type { Profile } from "#benchmarks/profile/summarize-trace";
import type { Samples } from "#benchmarks/samples";
import { UserError } from "#core/errors";
import type { OnProgress } from "#core/progress";
import { Random } from "#core/random";
import { machineFacts } from "#runtime/machine";
import type { CreateSession, HostTensors } from "#runtime/session";
import { benchFeeds } from "./bench-feeds.ts";
import type { BenchReport, ColdReport, FileReport, SeriesReport } from "./bench-report.ts";
import { measureCold } from "./measure-cold.ts";
import { measureSeries, type SeriesRounds, type SeriesSubject } from "./measure-series.ts";
import { type ModelFacts, modelFacts } from "./model-facts.ts";
import { type SamplesAccuracy, samplesAccuracy } from "./samples-accuracy.ts";
import { type Host, type Setting, settingText } from "./target.ts";

/** A file under the name that results give it. */
export interface BenchFile extends Candidate {
  readonly path: string;
}

export interface BenchOptions {
  /** Opened, by the name of their target; they stay open. */
  readonly hosts: Readonly<Record<string, Host>>;
  readonly batches: readonly number[];
  /** Processes, or pages, of each series. */
  readonly repeats: number;
  readonly rounds: SeriesRounds;
  /** Starts of each file on each target. */
  readonly coldStarts: number;
  /** Whole shapes by input name. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** Windows for a file; noise where absent. */
  readonly samplesFor?: ((model: ModelFacts) => Promise<Samples>) | undefined;
  /** Where a run goes; not told where absent. */
  readonly profile?:
    | ((file: Candidate, feeds: readonly HostTensors[]) => Promise<Profile>)
    | undefined;
  /** Looks at a file: its inputs, its shapes, its accuracy. */
  readonly createSession: CreateSession;
  readonly seed: number;
  readonly onProgress?: OnProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

export const benchDefaults: Pick<
  BenchOptions,
  "batches" | "repeats" | "rounds" | "coldStarts" | "shapes" | "seed"
> = {
  ...{ batches: [1], repeats: 10, coldStarts: 3, shapes: {}, seed: 0 },
  rounds: { rounds: 10, runs: 10, settle: 2, seconds: 5 },
};

/** What the harness says; who calls adds what it knows: the command, the versions, the date. */
export type BenchFigures = Pick<BenchReport, "machine" | "files" | "series" | "absent">;

/** @throws UserError where a file or a target cannot be measured at all. */
export async function benchFiles(
  files: readonly BenchFile[],
  given: Pick<BenchOptions, "hosts" | "createSession"> & Partial<BenchOptions>,
): Promise<BenchFigures> {
  const options = { ...benchDefaults, ...given };
  const machine = { ...machineFacts() };
  const known: Known[] = [];
  for (const file of files) known.push(await lookAt(file, options));
  const absent = Object.entries(options.hosts).flatMap(([target, host]) =>
    host.absent.map((each) => `${target}: ${each}`),
  );
  const cold: Record<string, readonly ColdReport[]> = {};
  const series: SeriesReport[] = [];
  for (const [target, host] of Object.entries(options.hosts)) {
    cold[target] = await coldStarts(target, host, known, options);
    for (const setting of host.settings) {
      for (const batch of options.batches) {
        const { subjects, left } = subjectsOf(known, batch, options);
        absent.push(...left);
        if (subjects.length === 0) continue;
        series.push(await oneSeries(host, subjects, { target, setting, batch }, options));
      }
    }
  }
  const profiles = await profilesOf(known, options);
  const described = known.map((each, i) => fileReport(each, i, { cold, profiles }));
  return { machine, files: described, series, absent: [...new Set(absent)] };
}

type Settled = typeof benchDefaults &
  Pick<BenchOptions, "hosts" | "createSession"> &
  Partial<BenchOptions>;

/** A file and what is known of it before it is timed. */
interface Known {
  readonly file: BenchFile;
  readonly facts: ModelFacts;
  readonly samples: Samples | undefined;
  readonly accuracy: SamplesAccuracy | null;
}

async function lookAt(file: BenchFile, options: Settled): Promise<Known> {
  const { createSession, samplesFor } = options;
  const facts = await modelFacts(file, createSession);
  const samples = await samplesFor?.(facts);
  const accuracy =
    samples === undefined
      ? null
      : await samplesAccuracy(file, facts.inputs, samples, createSession);
  return { file, facts, samples, accuracy };
}

/** The files that can run with such a batch, and why others cannot. */
function subjectsOf(known: readonly Known[], batch: number, { shapes, seed }: Settled) {
  const subjects: SeriesSubject[] = [];
  const left: string[] = [];
  for (const { file, facts, samples } of known) {
    const random = new Random(seed).fork("feeds");
    const feeds = benchFeeds(facts.inputs, { batch, shapes, samples, random });
    if (typeof feeds === "string") left.push(`${file.name}, batch ${batch}: ${feeds}`);
    else {
      const { macs } = facts;
      const fixed = facts.inputs[0]?.shape[0];
      const windows = typeof fixed === "number" ? 1 : batch;
      subjects.push({ name: file.name, model: file.bytes, feeds, macs, windows });
    }
  }
  return { subjects, left };
}

interface Spot {
  readonly target: string;
  readonly setting: Setting;
  readonly batch: number;
}

async function oneSeries(
  host: Host,
  subjects: readonly SeriesSubject[],
  { target, setting, batch }: Spot,
  { repeats, rounds, seed, onProgress, signal }: Settled,
): Promise<SeriesReport> {
  const task = `${target}, ${settingText(setting)}${batch === 1 ? "" : `, batch ${batch}`}`;
  return await measureSeries(host, subjects, {
    ...{ target, setting, batch, repeats, rounds },
    random: new Random(seed).fork(task),
    onRepeat(done) {
      onProgress?.({ task, done, total: repeats });
      signal?.throwIfAborted();
    },
  });
}

async function coldStarts(
  target: string,
  host: Host,
  known: readonly Known[],
  options: Settled,
): Promise<ColdReport[]> {
  const { subjects } = subjectsOf(known, 1, options);
  const [setting] = host.settings;
  if (!setting || subjects.length < known.length) {
    throw new UserError(`${target}: no way to run here`, host.absent.join("; "));
  }
  const cold = await measureCold(host, subjects, { setting, repeats: options.coldStarts });
  options.onProgress?.({ task: `${target}, starts`, done: 1, total: 1 });
  options.signal?.throwIfAborted();
  return cold;
}

async function profilesOf(known: readonly Known[], options: Settled): Promise<Parts["profiles"]> {
  const profiles: Parts["profiles"][number][] = [];
  if (!options.profile) return profiles;
  const { subjects } = subjectsOf(known, 1, options);
  for (const [i, { file }] of known.entries()) {
    profiles.push(operatorTimes(await options.profile(file, subjects[i]!.feeds)));
  }
  return profiles;
}

/** What was measured of the files, in their order. */
interface Parts {
  readonly cold: Readonly<Record<string, readonly ColdReport[]>>;
  readonly profiles: readonly NonNullable<FileReport["profile"]>[];
}

function fileReport(
  { file, facts, accuracy }: Known,
  index: number,
  { cold, profiles }: Parts,
): FileReport {
  const { inputs, sha256, parameters, macs, bytesMoved, uncounted } = facts;
  return {
    ...{ name: file.name, path: file.path, bytes: file.bytes.byteLength, sha256 },
    inputs: inputs.map(({ name, dtype, shape }) => ({ name, dtype, shape: [...shape] })),
    ...{ parameters, macs, bytesMoved, uncounted, accuracy, profile: profiles[index] ?? null },
    cold: Object.fromEntries(Object.entries(cold).map(([target, each]) => [target, each[index]!])),
  };
}
