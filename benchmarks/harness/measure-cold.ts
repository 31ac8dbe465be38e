/** @file The first moments of a file: a new process each, from an empty one to the first answer; and the memory it takes. */
import { median } from "#core/quantiles";
import type { ColdReport } from "./bench-report.ts";
import type { Job, JobSubject } from "./job.ts";
import type { Host, Measured, Setting } from "./target.ts";
import { emptySubject } from "./yardsticks.ts";

/** Enough runs to touch all memory that runs will touch. */
const job: Omit<Job, "subjects" | "threads"> = {
  ...{ rounds: 1, runs: 20, settle: 0, warmup: { runs: 0, seconds: 0 } },
  ...{ seconds: 1, seed: 0 },
};

export interface ColdOptions {
  readonly setting: Setting;
  readonly repeats: number;
}

/** `repeats` starts of each file in turn, and as many of the runtime alone. */
export async function measureCold(
  host: Host,
  files: readonly JobSubject[],
  options: ColdOptions,
): Promise<ColdReport[]> {
  const measured: Measured[] = [];
  for (const each of coldJobs(files, options)) measured.push(await host.run(each, options.setting));
  return coldOf(measured, files.length) as ColdReport[];
}

/** Again and again the runtime alone, then each file. */
export function coldJobs(files: readonly JobSubject[], { setting, repeats }: ColdOptions): Job[] {
  const empty = emptySubject();
  const all = [[empty], ...files.map((file) => [empty, file])];
  const once = all.map((subjects) => ({ ...job, subjects, threads: setting.threads }));
  return Array.from({ length: repeats }, () => once).flat();
}

/** Of what {@link coldJobs} ask for, in their order, as far as it was measured; `undefined` for a file that never was. */
export function coldOf(
  measured: readonly (Measured | undefined)[],
  files: number,
): (ColdReport | undefined)[] {
  const of = (turn: number) =>
    measured.filter((it, i) => it !== undefined && i % (files + 1) === turn) as Measured[];
  const runtimeMemory = typical(of(0).map(({ memory }) => memory.peak));
  return Array.from({ length: files }, (_, file) => {
    const started = of(file + 1);
    if (started.length === 0) return undefined;
    const [empty, own] = [0, 1].map((index) => started.map(({ subjects }) => subjects[index]!));
    return {
      start: empty!.map(({ load, firstRun }) => load + firstRun),
      load: own!.map(({ load }) => load),
      firstRun: own!.map(({ firstRun }) => firstRun),
      peakMemory: typical(started.map(({ memory }) => memory.peak)),
      runtimeMemory,
      heap: typical(started.map(({ memory }) => memory.heap)),
    };
  });
}

function typical(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : median(known);
}
