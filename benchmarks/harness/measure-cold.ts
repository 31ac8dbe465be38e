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

/** `repeats` starts of each file in turn, and as many of the runtime alone. */
export async function measureCold(
  host: Host,
  files: readonly JobSubject[],
  { setting, repeats }: { readonly setting: Setting; readonly repeats: number },
): Promise<ColdReport[]> {
  const start = (subjects: readonly JobSubject[]) =>
    host.run({ ...job, subjects, threads: setting.threads }, setting);
  const alone: Measured[] = [];
  const started = files.map((): Measured[] => []);
  for (let repeat = 0; repeat < repeats; repeat++) {
    alone.push(await start([emptySubject()]));
    for (const [i, file] of files.entries()) {
      started[i]!.push(await start([emptySubject(), file]));
    }
  }
  const runtimeMemory = typical(alone.map(({ memory }) => memory.peak));
  return started.map((measured) => {
    const [empty, file] = [0, 1].map((index) => measured.map(({ subjects }) => subjects[index]!));
    return {
      start: empty!.map(({ load, firstRun }) => load + firstRun),
      load: file!.map(({ load }) => load),
      firstRun: file!.map(({ firstRun }) => firstRun),
      peakMemory: typical(measured.map(({ memory }) => memory.peak)),
      runtimeMemory,
      heap: typical(measured.map(({ memory }) => memory.heap)),
    };
  });
}

function typical(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : median(known);
}
