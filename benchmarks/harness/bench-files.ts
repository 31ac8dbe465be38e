/** @file Any ONNX files → a report: every target, number of threads and batch size in turn. */
import type { Candidate } from "#benchmarks/candidate";
import { operatorTimes } from "#benchmarks/profile/operator-times";
import type { Profile } from "#benchmarks/profile/summarize-trace";
import type { Samples } from "#benchmarks/samples";
import { aboutFile } from "#core/about-file";
import { UserError } from "#core/errors";
import type { OnProgress } from "#core/progress";
import { Random } from "#core/random";
import { machineFacts } from "#runtime/machine";
import type { CreateSession, HostTensors } from "#runtime/session";
import { benchFeeds, requireShaped } from "./bench-feeds.ts";
import type {
  BenchDevice,
  BenchReport,
  ColdReport,
  FileReport,
  SeriesReport,
} from "./bench-report.ts";
import { type DevicePlan, devicePlan, type PlannedSeries } from "./device/device-plan.ts";
import { deviceReports } from "./device/device-reports.ts";
import type { Visit } from "./device/receive-devices.ts";
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
  /** Places where others measure, by the name of their target. */
  readonly visited?: Readonly<Record<string, Visited>> | undefined;
  readonly batches: readonly number[];
  /** Processes, or pages, of each series. */
  readonly repeats: number;
  readonly rounds: SeriesRounds;
  /** Starts of each file on each target. */
  readonly coldStarts: number;
  /** Whole shapes by input name. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** Windows for a file; noise where absent. */
  readonly samplesFor?: ((model: ModelFacts, file: BenchFile) => Promise<Samples>) | undefined;
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

/** Where others come by. */
export interface Visited {
  /** Ways to run that they are asked for. */
  readonly settings: readonly Setting[];
  readonly receive: (plan: DevicePlan) => Promise<readonly Visit[]>;
}

export const benchDefaults: Pick<
  BenchOptions,
  "batches" | "repeats" | "rounds" | "coldStarts" | "shapes" | "seed"
> = {
  ...{ batches: [1], repeats: 10, coldStarts: 3, shapes: {}, seed: 0 },
  rounds: { rounds: 10, runs: 10, settle: 2, seconds: 5 },
};

/** What the harness says; who calls adds what it knows: the command, the versions, the date. */
export type BenchFigures = Pick<BenchReport, "machine" | "files" | "devices" | "series" | "absent">;

/** @throws UserError where a file or a target cannot be measured at all. */
export async function benchFiles(
  files: readonly BenchFile[],
  given: Pick<BenchOptions, "hosts" | "createSession"> & Partial<BenchOptions>,
): Promise<BenchFigures> {
  const options = { ...benchDefaults, ...given };
  const machine = { ...machineFacts() };
  const known: Known[] = [];
  for (const file of files) known.push(await lookAt(file, options));
  requireShaped(
    options,
    known.flatMap(({ facts }) => facts.inputs),
  );
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
  const devices: BenchDevice[] = [];
  for (const [target, visited] of Object.entries(options.visited ?? {})) {
    const found = await fromDevices(target, visited, known, options);
    devices.push(...found.devices);
    series.push(...found.series);
    absent.push(...found.absent);
  }
  const described = known.map((each, i) => fileReport(each, i, { cold, profiles }));
  return { machine, files: described, devices, series, absent: [...new Set(absent)] };
}

async function fromDevices(
  target: string,
  { settings, receive }: Visited,
  known: readonly Known[],
  options: Settled,
): Promise<Pick<BenchFigures, "devices" | "series" | "absent">> {
  const { repeats, rounds, seed, batches, coldStarts } = options;
  const planned = batches.map((batch) => ({ batch, ...subjectsOf(known, batch, options) }));
  const random = new Random(seed).fork(target);
  const series = settings.flatMap((setting) =>
    planned
      .filter(({ subjects }) => subjects.length > 0)
      .map(({ batch, subjects }): PlannedSeries => {
        const own = random.fork(settingText(setting), batch);
        return { target, setting, batch, repeats, rounds, subjects, random: own };
      }),
  );
  const plan = devicePlan(startsOf(target, known, options), coldStarts, series);
  const visits = await receive(plan);
  return {
    ...deviceReports(target, plan, visits),
    absent: planned.flatMap(({ left }) => left),
  };
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
  const facts = await aboutFile(file.name, () => modelFacts(file, createSession));
  const samples = await samplesFor?.(facts, file);
  const accuracy =
    samples === undefined || facts.undecided !== null
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
      const windows = windowsOf(facts, feeds);
      subjects.push({ name: file.name, model: file.bytes, feeds, macs, windows });
    }
  }
  return { subjects, left };
}

/** In one run; a first size that the file fixes is a part of its window. */
function windowsOf({ inputs }: ModelFacts, [feed]: readonly HostTensors[]): number {
  const [first] = inputs;
  return first && typeof first.shape[0] !== "number" ? feed![first.name]!.shape[0]! : 1;
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
  const [setting] = host.settings;
  if (!setting) throw new UserError(`${target}: no way to run here`, host.absent.join("; "));
  const subjects = startsOf(target, known, options);
  const cold = await measureCold(host, subjects, { setting, repeats: options.coldStarts });
  options.onProgress?.({ task: `${target}, starts`, done: 1, total: 1 });
  options.signal?.throwIfAborted();
  return cold;
}

/** All files, one window each. */
function startsOf(target: string, known: readonly Known[], options: Settled): SeriesSubject[] {
  const { subjects, left } = subjectsOf(known, 1, options);
  if (subjects.length === known.length) return subjects;
  throw new UserError(`${target}: no way to run one window`, left.join("; "));
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
