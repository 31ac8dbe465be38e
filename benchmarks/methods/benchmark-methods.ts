/** @file What each method adds to a student's training: its steps beside those of `none`, interleaved. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Absent } from "#benchmarks/train/eager";
import { medianInterval } from "#core/bootstrap";
import { UserError } from "#core/errors";
import type { NetworkEntry } from "#core/network";
import type { OnProgress } from "#core/progress";
import { median } from "#core/quantiles";
import { Random } from "#core/random";
import { lookup } from "#core/registry";
import { type DistillPlan, type NetworkPlan, wantsLiveTeachers } from "#distill/distill-plan";
import type { Method } from "#distill/method";
import * as methods from "#distill/methods";
import type { TrainOptions } from "#distill/train-stage";
import { quietTf } from "#record/quiet";
import { type MachineFacts, machineFacts } from "#runtime/machine";
import { createOrtNodeSession } from "#runtime/ort-node";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { wrn1d } from "#teachers/wrn1d";
import { recordedEngine } from "#train/engines/recorded";
import { adam } from "#train/optimizers";
import { activityData, modality } from "./activity-data.ts";
import { branched } from "./branched.ts";
import { type CollectedStep, collectSteps } from "./collect-steps.ts";
import { type EpochRounds, epochRounds } from "./epoch-rounds.ts";
import { groupOf, type MethodGroup, teacherTrainings } from "./method-group.ts";
import { type StepRounds, type StepTime, stepRounds } from "./step-rounds.ts";
import type { WalkOptions } from "./walk-stages.ts";

export interface MethodsOptions extends StepRounds {
  /** Names of methods; none: all. */
  readonly names: readonly string[];
  /** With teachers inside the step too, for methods that can do without. */
  readonly live: boolean;
  /** Trainings of whole epochs beside those of `none`. */
  readonly epochRounds: number;
  readonly threads: number;
  readonly seed: number;
  readonly onProgress?: OnProgress | undefined;
}

/** One thread: a pool that waits for a thread that other work holds up spins, which costs processor time. */
export const methodsDefaults: Omit<MethodsOptions, "onProgress"> = {
  ...{ rounds: 60, stepsPerRound: 1, warmup: 2, seconds: 10 },
  ...{ names: [], live: false, epochRounds: 3, threads: 1, seed: 1 },
};

/** Teachers' outputs kept and handed in, or teachers inside the step. */
export type Form = "kept" | "live";

/** A time as a multiple of that of `none`: the median over the rounds. */
export interface Ratio {
  /** Of processor times, with the 95 % interval of the median. */
  readonly cpu: number;
  readonly low: number;
  readonly high: number;
  /** Of times by the clock. */
  readonly wall: number;
}

/** A method in one form. */
export interface MethodRow {
  readonly method: string;
  readonly group: MethodGroup;
  /** Networks trained from the labels first. */
  readonly teachers: number;
  /** "kept" too where there is no teacher. */
  readonly form: Form;
  readonly rounds: number;
  /** Processor time of a step, milliseconds. */
  readonly cpu: number;
  /** Of `none`, in the same rounds. */
  readonly none: number;
  readonly ratio: Ratio;
  /** Of a whole epoch of the last training. */
  readonly epoch: Ratio;
  /** `none` compiled and run once more: what is not 1 is noise. */
  readonly again: Ratio;
  /** All trainings of the student, the last one's length being 1: processor time ÷ none's. */
  readonly student: number;
  /** All other trainings but those of teachers from the labels, likewise. */
  readonly others: number;
  /** Trainings before the student's last, or besides it. */
  readonly stages: readonly StageRow[];
}

export interface StageRow {
  readonly path: string;
  /** Processor time of a step, milliseconds. */
  readonly cpu: number;
  /** Steps of it per step of the student's last training. */
  readonly share: number;
}

export interface MethodsReport {
  readonly command: "npm run bench:methods";
  /** When the measurement began, ISO 8601. */
  readonly measuredAt: string;
  readonly machine: MachineFacts;
  readonly threads: number;
  readonly rows: readonly MethodRow[];
  /** Who cannot teach this student, and why. */
  readonly absent: readonly Absent[];
}

const batchSize = 64;
/** So many that the shares of the methods' stages are whole numbers of epochs, or nearly. */
const epochs = 40;
const windows = 4 * batchSize;
/** Whole epochs are of more windows, so that kept outputs do not stay in the cache. */
const epochWindows = 16 * batchSize;
/** Where the defaults ask for other networks than these. */
const differing: Readonly<Record<string, object>> = { fsp: { align: true } };
const all = methods as unknown as Readonly<Record<string, Method>>;

export async function benchmarkMethods(
  given: Partial<MethodsOptions> = {},
): Promise<MethodsReport> {
  const options = { ...methodsDefaults, ...given };
  const { names, threads, onProgress } = options;
  quietTf();
  const begun = { measuredAt: new Date().toISOString(), machine: machineFacts() };
  const chosen = names.length === 0 ? Object.values(all) : names.map((name) => found(name));
  const folder = await mkdtemp(join(tmpdir(), "wristill-methods-"));
  const engine = recordedEngine(createOrtNodeSession, { threads });
  const collect = { engine, data: activityData(windows), folder };
  const rows: MethodRow[] = [];
  const absent: Absent[] = [];
  const none: CollectedStep[] = [];
  try {
    for (let i = 0; i < 2; i++) none.push(...(await collectSteps(planOf(all.none!), collect)));
    for (const [done, method] of chosen.entries()) {
      onProgress?.({ task: method.name, done, total: chosen.length });
      const measured = await measureMethod(method, none, collect, options);
      if ("reason" in measured) absent.push(measured);
      else rows.push(...measured);
    }
  } finally {
    for (const { step } of none) await step.release();
    await rm(folder, { recursive: true });
  }
  return { command: "npm run bench:methods", ...begun, threads, rows, absent };
}

const found = (name: string) => lookup("method", all, name);

async function measureMethod(
  method: Method,
  none: readonly CollectedStep[],
  collect: WalkOptions,
  options: MethodsOptions,
): Promise<MethodRow[] | Absent> {
  const random = new Random(options.seed).fork(method.name);
  const rows: MethodRow[] = [];
  try {
    for (const form of formsOf(method, options)) {
      const plan = planOf(method, form);
      const steps = await collectSteps(plan, collect);
      const runs = [...none, ...steps].map(
        ({ step, inputs }) =>
          () =>
            step.run(inputs, 1e-3),
      );
      const times = await stepRounds(runs, options, random.fork(form));
      for (const { step } of steps) await step.release();
      const epochs = await epochRounds(
        longer(plan),
        longer(planOf(all.none!)),
        options.epochRounds,
        {
          ...collect,
          data: activityData(epochWindows),
        },
      );
      rows.push({ ...rowOf(plan, form, steps, times, random), epoch: epochRatio(epochs, random) });
    }
    return rows;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { name: method.name, reason: error.message };
  }
}

function rowOf(
  plan: DistillPlan,
  form: Form,
  steps: readonly CollectedStep[],
  [none, again, ...times]: readonly StepTime[][],
  random: Random,
): Omit<MethodRow, "epoch"> {
  const base = none!.map((time, round) => meanOf(time, again![round]!));
  const ratios = times.map((each) => ratioOf(each, base, random));
  const shareOf = ({ steps: count }: CollectedStep) => count / steps.at(-1)!.steps;
  const costOf = (counts: (step: CollectedStep) => boolean) =>
    steps.reduce((sum, step, i) => sum + (counts(step) ? shareOf(step) * ratios[i]!.cpu : 0), 0);
  const cpuOf = (each: readonly StepTime[]) => median(each.map(({ cpu }) => cpu));
  return {
    ...{
      method: plan.method.name,
      group: groupOf(plan),
      teachers: teacherTrainings(plan).length,
      form,
    },
    ...{ rounds: base.length, cpu: cpuOf(times.at(-1)!), none: cpuOf(base) },
    ratio: ratios.at(-1)!,
    again: ratioOf(again!, none!, random),
    ...{ student: costOf(isStudents), others: costOf((step) => !isStudents(step)) },
    stages: steps.slice(0, -1).map((step, i) => ({
      ...{ path: step.path, cpu: cpuOf(times[i]!), share: shareOf(step) },
    })),
  };
}

function epochRatio({ times, none }: EpochRounds, random: Random): Ratio {
  const base = none.map(([before, after]) => meanOf(before, after));
  return ratioOf(times, base, random);
}

/** Whether it trains the student: "student", or one of its phases. */
const isStudents = ({ path }: CollectedStep) => path.split("-")[0] === "student";

function meanOf(a: StepTime, b: StepTime): StepTime {
  return { cpu: (a.cpu + b.cpu) / 2, wall: (a.wall + b.wall) / 2 };
}

function ratioOf(times: readonly StepTime[], base: readonly StepTime[], random: Random): Ratio {
  const ratios = (key: keyof StepTime) => times.map((time, i) => time[key] / base[i]![key]);
  const { low, high } = medianInterval(ratios("cpu"), random.fork("interval"));
  return { cpu: median(ratios("cpu")), low, high, wall: median(ratios("wall")) };
}

function formsOf(method: Method, { live }: MethodsOptions): Form[] {
  if (method.teachers === "none") return ["kept"];
  if (wantsLiveTeachers(method, optionsOf(method))) return ["live"];
  return live ? ["kept", "live"] : ["kept"];
}

function rolesOf({ teachers }: Method): string[] {
  const count = { none: 0, one: 1, several: 3 }[teachers];
  return Array.from({ length: count }, (_, i) => `teacher${i + 1}`);
}

const optionsOf = ({ name, options }: Method) => ({ ...options, ...differing[name] });

export function planOf(method: Method, form: Form = "kept"): DistillPlan {
  const network = <Options extends object>(entry: NetworkEntry<Options>): NetworkPlan => ({
    entry: (method.needs.includes("branches") ? branched(entry) : entry) as never,
    options: {},
    inputs: [modality],
  });
  return {
    ...{ method, methodOptions: optionsOf(method) },
    teachers: Object.fromEntries(rolesOf(method).map((role) => [role, network(wrn1d)])),
    student: network(cnn1dTiny),
    train: { teacher: training, student: training },
    teacherViews: form === "kept" ? 1 : undefined,
    crossFitFolds: undefined,
    seed: 1,
  };
}

/** Ten epochs of the student, of which the first warms up. */
const longer = (plan: DistillPlan): DistillPlan => ({
  ...plan,
  train: { ...plan.train, student: { ...plan.train.student, epochs: 10 } },
});

const training: TrainOptions = {
  ...{ epochs, batchSize, learningRate: 1e-3, weightDecay: 1e-4, clipNorm: 1 },
  optimizer: { entry: adam as never, options: adam.options },
  schedule: { name: "cosine" },
  earlyStopping: null,
};
