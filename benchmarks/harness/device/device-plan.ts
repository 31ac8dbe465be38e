/** @file What a device is asked to measure: jobs in their order, and what is made of the answers. */
import type { BenchDevice, ColdReport, SeriesReport } from "#benchmarks/harness/bench-report";
import type { Job } from "#benchmarks/harness/job";
import { coldJobs, coldOf } from "#benchmarks/harness/measure-cold";
import {
  type SeriesPlan,
  type SeriesSubject,
  seriesJobs,
  seriesOf,
} from "#benchmarks/harness/measure-series";
import {
  type Measured,
  plainSettings,
  type Setting,
  settingText,
} from "#benchmarks/harness/target";

export interface Step {
  /** "1 thread": steps of one series share it; `null` for starts. */
  readonly group: string | null;
  /** "Start 2 of 6", "1 thread, 3 of 10". */
  readonly label: string;
  readonly setting: Setting;
  readonly job: Job;
}

/** Files in the same rounds. */
export interface PlannedSeries extends SeriesPlan {
  readonly subjects: readonly SeriesSubject[];
}

export interface DevicePlan {
  /** Names of the files. */
  readonly files: readonly string[];
  readonly steps: readonly Step[];
  /** What a device measured; `answers[i]` of step i, `undefined` where there is none. */
  figuresOf(answers: readonly (Measured | undefined)[]): DeviceFigures;
}

export interface DeviceFigures extends Pick<BenchDevice, "cold"> {
  readonly series: readonly SeriesReport[];
}

/** Seconds that a file runs before it is timed: WebAssembly is compiled better while it runs. */
const warmup = 0.6;

/** One thread, more where asked for, and the graphics processor: which of them it has, the device knows. */
export function deviceSettings(threads: readonly number[]): Setting[] {
  return [...plainSettings(threads), { threads: 1, accelerator: "webgpu", slowdown: 1 }];
}

export function devicePlan(
  files: readonly SeriesSubject[],
  coldStarts: number,
  series: readonly PlannedSeries[],
): DevicePlan {
  const setting = plainSettings([1])[0]!;
  const starts = coldJobs(files, { setting, repeats: coldStarts });
  const startSteps = starts.map((job, i): Step => {
    return { group: null, label: `Start ${i + 1} of ${starts.length}`, setting, job };
  });
  const seriesSteps = series.map((each) => stepsOf(each));
  return {
    files: files.map(({ name }) => name),
    steps: [...startSteps, ...seriesSteps.flat()],
    figuresOf(answers) {
      const cold = coldOf(answers.slice(0, starts.length), files.length);
      let from = starts.length;
      const reports = series.flatMap((each, i) => {
        const own = answers.slice(from, from + seriesSteps[i]!.length);
        from += seriesSteps[i]!.length;
        const measured = own.filter((it) => it !== undefined);
        return measured.length === 0 ? [] : [seriesOf(measured, each.subjects, each)];
      });
      return { cold: coldByFile(files, cold), series: reports };
    },
  };
}

function stepsOf({ subjects, ...plan }: PlannedSeries): Step[] {
  const { setting, batch, repeats } = plan;
  const group = `${settingText(setting)}${batch === 1 ? "" : `, batch ${batch}`}`;
  return seriesJobs(subjects, plan, warmup).map((job, repeat) => {
    return { group, label: `${group}, ${repeat + 1} of ${repeats}`, setting, job };
  });
}

function coldByFile(
  files: readonly SeriesSubject[],
  cold: readonly (ColdReport | undefined)[],
): Record<string, ColdReport> {
  const known = files.flatMap(({ name }, i) => (cold[i] ? [[name, cold[i]] as const] : []));
  return Object.fromEntries(known);
}
