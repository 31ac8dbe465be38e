/** @file The finalists' files in every scheme: what each costs and gets right, and which is the best within the budget. */
import { mean } from "#core/stats";
import { race } from "#export/quantize/race";
import * as schemes from "#export/quantize/schemes";
import type { FitBudget, FitFile, FitRuntime } from "#report/fit/fit-result";
import { measureFile } from "#src/pipeline/exported";
import type { Road } from "#src/pipeline/road";
import { metricsOf } from "#train/metrics";
import type { Finalist } from "./finalists.ts";
import { sessionsOn } from "./sessions-on.ts";
import { type SmallFile, smallFileStage } from "./small-file-stage.ts";

export interface FileRow {
  readonly file: FitFile;
  /** One per seed. */
  readonly perSeed: readonly SmallFile[];
}

export interface FilePlace {
  readonly budget: FitBudget;
  readonly on: FitRuntime;
}

const everyScheme = ["float", ...Object.values(schemes).map(({ name }) => name)];

type About = Pick<FitFile, "student" | "method" | "pruned" | "macs" | "scheme">;

/** All finalists × schemes; latencies of the first seed's files in one go. */
export async function measureFiles(
  road: Road,
  finalists: readonly Finalist[],
  { budget, on }: FilePlace,
): Promise<FileRow[]> {
  const rows: Omit<FileRow, "file">[] = [];
  const abouts: About[] = [];
  for (const { student, method, pruned, macs, seeds } of finalists) {
    for (const scheme of everyScheme) {
      const perSeed: SmallFile[] = [];
      for (const [i, full] of seeds.entries()) {
        const target = i === 0 ? on : "mcu"; // forms answer alike: only the first is timed
        const own = { ...road, config: student.config };
        perSeed.push(await smallFileStage(own, full, scheme, target));
      }
      rows.push({ perSeed });
      abouts.push({ student: student.text, method, pruned, macs, scheme });
    }
  }
  const firsts = rows.map(({ perSeed }) => perSeed[0]!.bytes);
  const { medians } = await race(firsts, await sessionsOn(on));
  return rows.map((row, i) => ({
    ...row,
    file: fileOf(row, abouts[i]!, medians[i]! * 1000, budget),
  }));
}

function fileOf(
  { perSeed }: Omit<FileRow, "file">,
  about: About,
  latency: number,
  budget: FitBudget,
): FitFile {
  const [{ form, trained, bytes }] = perSeed as [SmallFile];
  const cost = { bytes: bytes.length, latency, macs: about.macs };
  const limits = Object.entries(budget) as [keyof FitBudget, number][];
  return {
    ...{ ...about, form, trained, ...cost },
    accuracies: perSeed.map(({ accuracy }) => accuracy),
    breaks: limits.filter(([key, most]) => cost[key] > most).map(([key]) => key),
  };
}

/** Of those that keep the budget: the most accurate on the validation part, of equals the smallest. */
export function choose(rows: readonly FileRow[]): FileRow | undefined {
  const [best] = rows
    .filter(({ file }) => file.breaks.length === 0)
    .toSorted(
      (a, b) => mean(b.file.accuracies) - mean(a.file.accuracies) || a.file.bytes - b.file.bytes,
    );
  return best;
}

/** Accuracies of the chosen file on the test part, seed by seed: the only look at it. */
export async function lookAtTest({ data }: Road, { perSeed }: FileRow): Promise<number[]> {
  const accuracies: number[] = [];
  for (const { bytes } of perSeed) {
    const { confusion } = await measureFile("chosen", bytes, data.raw.test);
    accuracies.push(metricsOf(confusion).accuracy);
  }
  return accuracies;
}
