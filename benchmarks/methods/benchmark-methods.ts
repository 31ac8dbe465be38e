/** @file What each method adds to a student's training: its steps beside those of `none`, interleaved. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Contender, interleave, type Rounds, timeCalls } from "#benchmarks/train/contender";
import type { Absent } from "#benchmarks/train/eager";
import { UserError } from "#core/errors";
import type { NetworkEntry } from "#core/network";
import type { OnProgress } from "#core/progress";
import { median, quantile } from "#core/quantiles";
import { Random } from "#core/random";
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
import { type CollectedStep, type CollectOptions, collectSteps } from "./collect-steps.ts";

export interface MethodsOptions extends Omit<Rounds, "slowRounds"> {
  /** Part of a method's name; default: all. */
  readonly filter: string;
  readonly threads: number;
  readonly seed: number;
  readonly onProgress?: OnProgress | undefined;
}

export const methodsDefaults: Omit<MethodsOptions, "onProgress"> = {
  ...{ rounds: 7, stepsPerRound: 3, warmup: 2 },
  ...{ filter: "", threads: 2, seed: 1 },
};

/** Teachers' outputs kept and handed in, or teachers inside the step. */
export type Form = "kept" | "live";

/** A method in one form; milliseconds per step. */
export interface MethodRow {
  readonly method: string;
  /** Configured teachers: 0, 1 or 3. */
  readonly teachers: number;
  /** "kept" too where there is no teacher. */
  readonly form: Form;
  readonly p50: number;
  readonly p95: number;
  /** Of `none`, in the same rounds. */
  readonly none: number;
  /** Median over the rounds of step ÷ none's step. */
  readonly ratio: number;
  /** All trainings but the teachers' own, counted in epochs as long as the student's last: whole time ÷ none's. */
  readonly whole: number;
  /** Trainings before the student's last, or besides it. */
  readonly stages: readonly StageRow[];
}

export interface StageRow {
  readonly path: string;
  readonly p50: number;
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
/** Where the defaults ask for other networks than these. */
const differing: Readonly<Record<string, object>> = { fsp: { align: true } };

export async function benchmarkMethods(
  given: Partial<MethodsOptions> = {},
): Promise<MethodsReport> {
  const options = { ...methodsDefaults, ...given };
  const { filter, threads, onProgress } = options;
  quietTf();
  const begun = { measuredAt: new Date().toISOString(), machine: machineFacts() };
  const all = Object.values(methods) as unknown as readonly Method[];
  const chosen = all.filter(({ name }) => name.includes(filter));
  const folder = await mkdtemp(join(tmpdir(), "wristill-methods-"));
  const engine = recordedEngine(createOrtNodeSession, { threads });
  const collect = { engine, data: activityData(windows), folder };
  const rows: MethodRow[] = [];
  const absent: Absent[] = [];
  try {
    const [none] = await collectSteps(planOf(methods.none as unknown as Method, "kept"), collect);
    for (const [done, method] of chosen.entries()) {
      onProgress?.({ task: method.name, done, total: chosen.length });
      const measured = await measureMethod(method, none!, collect, options);
      if ("reason" in measured) absent.push(measured);
      else rows.push(...measured);
    }
    await none!.step.release();
  } finally {
    await rm(folder, { recursive: true });
  }
  return { command: "npm run bench:methods", ...begun, threads, rows, absent };
}

async function measureMethod(
  method: Method,
  none: CollectedStep,
  collect: CollectOptions,
  options: MethodsOptions,
): Promise<MethodRow[] | Absent> {
  const forms = formsOf(method);
  const steps: CollectedStep[][] = [];
  try {
    for (const form of forms) steps.push(await collectSteps(planOf(method, form), collect));
    const all = [none, ...steps.flat()];
    const random = new Random(options.seed).fork(method.name);
    const times = await interleave(all.map(contender), { ...options, slowRounds: 0 }, random);
    const timesOf = (step: CollectedStep) => times[all.indexOf(step)]!;
    return forms.map((form, i) => rowOf(method, form, steps[i]!, none, timesOf));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { name: method.name, reason: error.message };
  } finally {
    for (const { step } of steps.flat()) await step.release();
  }
}

type TimesOf = (step: CollectedStep) => {
  readonly all: readonly number[];
  rounds: readonly number[];
};

function rowOf(
  method: Method,
  form: Form,
  collected: readonly CollectedStep[],
  none: CollectedStep,
  timesOf: TimesOf,
): MethodRow {
  const student = collected.at(-1)!;
  const base = timesOf(none);
  const ratioOf = (step: CollectedStep) =>
    median(timesOf(step).rounds.map((time, round) => time / base.rounds[round]!));
  const shareOf = ({ steps }: CollectedStep) => steps / student.steps;
  const stages = collected.slice(0, -1).map((stage) => ({
    ...{ path: stage.path, p50: median(timesOf(stage).all), share: shareOf(stage) },
  }));
  const { all } = timesOf(student);
  return {
    ...{ method: method.name, teachers: rolesOf(method).length, form },
    ...{ p50: median(all), p95: quantile(all, 0.95), none: median(base.all) },
    ratio: ratioOf(student),
    whole: collected.reduce((total, step) => total + shareOf(step) * ratioOf(step), 0),
    stages,
  };
}

function contender({ path, step, inputs }: CollectedStep): Contender {
  return {
    name: path,
    run: (count) => timeCalls(count, () => step.run(inputs, 1e-3)),
    close: () => undefined, // whoever collected it releases it
  };
}

function formsOf(method: Method): Form[] {
  if (method.teachers === "none") return ["kept"];
  return wantsLiveTeachers(method, optionsOf(method)) ? ["live"] : ["kept", "live"];
}

function rolesOf({ teachers }: Method): string[] {
  const count = { none: 0, one: 1, several: 3 }[teachers];
  return Array.from({ length: count }, (_, i) => `teacher${i + 1}`);
}

const optionsOf = ({ name, options }: Method) => ({ ...options, ...differing[name] });

export function planOf(method: Method, form: Form): DistillPlan {
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

const training: TrainOptions = {
  ...{ epochs, batchSize, learningRate: 1e-3, weightDecay: 1e-4, clipNorm: 1 },
  optimizer: { entry: adam as never, options: adam.options },
  schedule: { name: "cosine" },
  earlyStopping: null,
};
