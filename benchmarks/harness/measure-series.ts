/** @file Files in the same rounds, over many processes: one row of times each. */
import { medianInterval } from "#core/bootstrap";
import { median } from "#core/quantiles";
import type { Random } from "#core/random";
import type { SeriesFile, SeriesReport } from "./bench-report.ts";
import type { Job, JobRounds, JobSubject, SubjectTrace } from "./job.ts";
import { summarizeLatency } from "./latency-summary.ts";
import type { Host, Measured, Setting } from "./target.ts";
import { logRatio, type Turns, verdictOf } from "./verdict.ts";
import { emptySubject, productMacs, productSubject } from "./yardsticks.ts";

/** A file that takes part. */
export interface SeriesSubject extends JobSubject {
  /** Of one window. */
  readonly macs: number | null;
  /** Windows in one run. */
  readonly windows: number;
}

/** How often; how long it warms up is the host's to know. */
export type SeriesRounds = Omit<JobRounds, "warmup">;

/** What a series is made of, before anything is measured. */
export interface SeriesPlan {
  readonly target: string;
  readonly setting: Setting;
  readonly batch: number;
  readonly repeats: number;
  readonly rounds: SeriesRounds;
  readonly random: Random;
}

export interface SeriesOptions extends SeriesPlan {
  /** After every repeat. */
  readonly onRepeat: (done: number) => void;
}

/** Yardsticks, the first file once more, then the files. */
export async function measureSeries(
  host: Host,
  files: readonly SeriesSubject[],
  options: SeriesOptions,
): Promise<SeriesReport> {
  const measured: Measured[] = [];
  for (const job of seriesJobs(files, options, host.warmup)) {
    measured.push(await host.run(job, options.setting));
    options.onRepeat(measured.length);
  }
  return seriesOf(measured, files, options);
}

/** One job for each repeat, of the same subjects; `warmup`: seconds. */
export function seriesJobs(
  files: readonly SeriesSubject[],
  { setting, repeats, rounds, random }: SeriesPlan,
  warmup: number,
): Job[] {
  const [first] = files as [SeriesSubject];
  const own = files.map(({ name, model, feeds }) => ({ name, model, feeds }));
  const again = { ...own[0]!, name: `${first.name}, again` };
  const subjects = [emptySubject(), productSubject(), again, ...own];
  return Array.from({ length: repeats }, (_, repeat) => ({
    ...{ ...rounds, warmup: { runs: rounds.settle, seconds: warmup } },
    ...{ subjects, threads: setting.threads },
    seed: random.fork("repeat", repeat).integer(2 ** 31),
  }));
}

/** What the repeats say; some may be missing, one may not. */
export function seriesOf(
  measured: readonly Measured[],
  files: readonly SeriesSubject[],
  { target, setting, batch, random }: Omit<SeriesPlan, "repeats" | "rounds">,
): SeriesReport {
  const at = (index: number) => measured.map(({ subjects }) => subjects[index]!);
  const [floor, product, again] = [at(0), at(1), at(2)];
  const first = at(3);
  const productTimes = medians(product);
  const macsPerSecond = (1e6 * productMacs) / median(productTimes);
  return {
    ...{ target, runtime: measured[0]!.runtime, batch, ...setting },
    floor: summarizeLatency(floor.flatMap(({ turns }) => turns.flat())),
    floorSamples: medians(floor).map(tenth),
    product: { macsPerSecond, samples: productTimes.map(tenth) },
    noise: pairedVerdict(again, first),
    files: files.map((file, i) => ({
      ...fileFigures(file, at(3 + i), {
        ...{ slowed: setting.slowdown > 1, macsPerSecond },
        random: random.fork("interval", i),
      }),
      versusFirst: i === 0 ? null : pairedVerdict(at(3 + i), first),
    })),
  };
}

interface FigureOptions {
  readonly macsPerSecond: number;
  /** Throttling stops a thread for milliseconds at a time: only means see it, and single rates mean nothing. */
  readonly slowed: boolean;
  readonly random: Random;
}

function fileFigures(
  { name, macs, windows }: SeriesSubject,
  repeats: readonly SubjectTrace[],
  { macsPerSecond, slowed, random }: FigureOptions,
): Omit<SeriesFile, "versusFirst"> {
  const samples = repeats.map(({ turns }) => turns.flat());
  const calls = Math.max(...repeats.map((each) => each.calls));
  const all = samples.flat();
  const summary = summarizeLatency(all);
  const block = Math.ceil(all.length / repeats.length);
  return {
    ...{ file: name, ...summary, ...(calls > 1 ? { calls } : {}) },
    interval: medianInterval(all, random, { block }),
    throughput: (1e6 * windows) / (slowed ? summary.mean : summary.p50),
    arithmetic: macs === null || slowed ? null : (1e6 * macs * windows) / macsPerSecond,
    samples: samples.map((times) => times.map(tenth)),
  };
}

type Turned = { readonly turns: Turns };

/** Two subjects that shared their rounds. */
function pairedVerdict(subject: readonly Turned[], reference: readonly Turned[]) {
  return verdictOf(subject.map(({ turns }, i) => logRatio(turns, reference[i]!.turns)));
}

function medians(repeats: readonly SubjectTrace[]): number[] {
  return repeats.map(({ turns }) => median(turns.flat()));
}

/** To 0.1 µs, which is finer than any clock here tells truly. */
function tenth(time: number): number {
  return Math.round(10 * time) / 10;
}
