/** @file How often the harness calls the same file different, and a slower file slower. */
import { benchFeeds } from "#benchmarks/harness/bench-feeds";
import { benchDefaults } from "#benchmarks/harness/bench-files";
import type { SeriesReport } from "#benchmarks/harness/bench-report";
import { measureSeries, type SeriesSubject } from "#benchmarks/harness/measure-series";
import type { Host } from "#benchmarks/harness/target";
import type { Verdict } from "#benchmarks/harness/verdict";
import type { OnProgress } from "#core/progress";
import { median } from "#core/quantiles";
import { Random } from "#core/random";
import { createOrtNodeSession } from "#runtime/ort-node";
import { studentFile } from "./models.ts";

export interface Calls {
  readonly faster: number;
  readonly slower: number;
  readonly cantTell: number;
  /** Middle estimate, smallest and largest. */
  readonly ratio: readonly [number, number, number];
  /** Mean width of the intervals, as a share. */
  readonly width: number;
}

export interface TellApart {
  readonly target: string;
  readonly runs: number;
  /** Processes of each run, and timed runs of each file in each. */
  readonly repeats: number;
  readonly timed: number;
  /** Columns of the product that slows. */
  readonly extra: number;
  readonly same: Calls;
  readonly slowed: Calls;
  readonly seconds: number;
}

export interface TellApartOptions {
  readonly target: string;
  readonly runs: number;
  readonly onProgress?: OnProgress | undefined;
}

/** By how much the slower file is to be slower. */
const wanted = 1.1;

export async function tellApart(host: Host, options: TellApartOptions): Promise<TellApart> {
  const extra = await calibrate(host, options);
  const start = performance.now();
  const series: SeriesReport[] = [];
  for (let run = 0; run < options.runs; run++) {
    series.push(await oneRun(host, options.target, extra, run));
    options.onProgress?.({
      task: `${options.target}, told apart`,
      done: run + 1,
      total: options.runs,
    });
  }
  const { repeats, rounds } = benchDefaults;
  return {
    ...{ target: options.target, runs: options.runs, repeats, timed: rounds.rounds * rounds.runs },
    extra,
    same: calls(series.map(({ noise }) => noise)),
    slowed: calls(series.map(({ files }) => files[1]!.versusFirst!)),
    seconds: (performance.now() - start) / 1000,
  };
}

/** So many columns that the file is slower by what is wanted: from two measurements, on the line through them. */
async function calibrate(host: Host, { target }: TellApartOptions): Promise<number> {
  const ratioWith = async (extra: number) => {
    const { files } = await oneRun(host, target, extra, -extra);
    return files[1]!.versusFirst!.ratio;
  };
  const [few, many] = [4, 96];
  const [low, high] = [await ratioWith(few), await ratioWith(many)];
  const slope = (high - low) / (many - few);
  return Math.max(1, Math.round(few + (wanted - low) / slope));
}

async function oneRun(
  host: Host,
  target: string,
  extra: number,
  run: number,
): Promise<SeriesReport> {
  const random = new Random(7).fork(run);
  const files = [await subject("student", 0), await subject("slowed", extra)];
  const { repeats, rounds } = benchDefaults;
  const [setting] = host.settings;
  return measureSeries(host, files, {
    ...{ target, setting: setting!, batch: 1, repeats, rounds, random },
    onRepeat: () => undefined,
  });
}

async function subject(name: string, extra: number): Promise<SeriesSubject> {
  const model = studentFile(extra);
  const session = await createOrtNodeSession(model);
  const feeds = benchFeeds(session.inputs, { batch: 1, shapes: {}, random: new Random(1) });
  await session.release();
  if (typeof feeds === "string") throw new Error(feeds);
  return { name, model, feeds, macs: null, windows: 1 };
}

function calls(verdicts: readonly Verdict[]): Calls {
  const count = (says: Verdict["says"]) => verdicts.filter((each) => each.says === says).length;
  const ratios = verdicts.map(({ ratio }) => ratio);
  const widths = verdicts.map(({ low, high }) => (high ?? Number.NaN) - (low ?? Number.NaN));
  return {
    ...{ faster: count("faster"), slower: count("slower"), cantTell: count("can't tell") },
    ratio: [median(ratios), Math.min(...ratios), Math.max(...ratios)],
    width: widths.reduce((sum, width) => sum + width, 0) / widths.length,
  };
}
