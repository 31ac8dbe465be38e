/** @file Methods side by side: the same data, student and seeds; teachers trained once and shared by content. */

import { join } from "node:path";
import { setBackend } from "@tensorflow/tfjs";
import { type Comparison, compare } from "#benchmarks/compare";
import { UserError } from "#core/errors";
import { readJson, writeAtomic, writeJson } from "#core/files";
import type { WindowSet } from "#core/signal";
import { distill, type Trained } from "#distill/distill";
import { quietTf } from "#record/quiet";
import { baselineStage } from "./baseline-stage.ts";
import { comparisonMarkdown } from "./comparison-markdown.ts";
import type { Config } from "./config-schema.ts";
import { type RunEnvironment, runEnvironment } from "./environment.ts";
import { exportNetwork, measureFile } from "./exported.ts";
import { checkPlan, engineNamed, type MethodChoice, planFor } from "./plans.ts";
import { prepareData, trainingData } from "./prepare-data.ts";
import { dataKey, type Road } from "./road.ts";
import { stageKey } from "./stage-key.ts";
import { openStageStore } from "./stage-store.ts";

export interface Contender extends MethodChoice {
  /** Names its row. */
  readonly label: string;
}

/** Accuracy per seed, as fractions. */
export type Scores = Readonly<Record<string, readonly number[]>>;

export interface TeacherScores {
  /** Label of the contender it taught for. */
  readonly contender: string;
  readonly role: string;
  /** Per seed. */
  readonly accuracies: readonly number[];
}

export interface MethodComparison {
  /** The part that was measured. */
  readonly part: "validation" | "test";
  readonly seeds: readonly number[];
  readonly students: Scores;
  readonly teachers: readonly TeacherScores[];
  /** Classic models on the student's inputs. */
  readonly baselines: Scores;
  /** Each contender against the first. */
  readonly rows: readonly Comparison[];
}

export interface CompareOptions {
  readonly contenders: readonly Contender[];
  /** Choose on "validation"; look at "test" once. */
  readonly part: "validation" | "test";
}

interface Context extends Road {
  readonly part: "validation" | "test";
}

/** Train every contender with every seed of the configuration; resumes after a kill. */
export async function compareMethods(
  config: Config,
  { contenders, part }: CompareOptions,
  given: Partial<RunEnvironment> = {},
): Promise<MethodComparison> {
  const environment = runEnvironment(given);
  for (const contender of contenders) checkPlan(config, contender);
  const { outFolder, clock, fresh } = environment;
  quietTf();
  await setBackend("cpu");
  const store = await openStageStore(join(outFolder, `${config.name}-compare`), { clock, fresh });
  try {
    const data = await prepareData(config);
    const context: Context = {
      config,
      data,
      engine: await engineNamed(config.engine),
      store,
      environment,
      part,
    };
    const students: Record<string, number[]> = {};
    const baselines: Record<string, number[]> = {};
    const teachers: TeacherAccuracies = new Map();
    for (const seed of config.seeds) {
      for (const contender of contenders) {
        const scores = await score(context, contender, seed);
        students[contender.label] = [...(students[contender.label] ?? []), scores.student];
        collect(teachers, contender.label, scores.teachers);
      }
      for (const { name, file } of await baselineStage(context, seed)) {
        const { accuracy } = await measureFile(name, file.bytes, partOf(context));
        baselines[name] = [...(baselines[name] ?? []), accuracy];
      }
    }
    const result: MethodComparison = {
      part,
      seeds: config.seeds,
      students,
      teachers: [...teachers.values()],
      baselines,
      rows: compare(students),
    };
    await writeJson(join(store.folder, `comparison-${part}.json`), result);
    await writeAtomic(join(store.folder, `comparison-${part}.md`), comparisonMarkdown(result));
    return result;
  } finally {
    await store.close();
  }
}

type TeacherAccuracies = Map<string, TeacherScores & { readonly accuracies: number[] }>;

function collect(
  all: TeacherAccuracies,
  contender: string,
  accuracies: Readonly<Record<string, number>>,
): void {
  for (const [role, accuracy] of Object.entries(accuracies)) {
    const key = `${contender} ${role}`;
    const known = all.get(key) ?? { contender, role, accuracies: [] };
    known.accuracies.push(accuracy);
    all.set(key, known);
  }
}

interface SeedScores {
  readonly student: number;
  readonly teachers: Readonly<Record<string, number>>;
}

/** One training of one contender; its accuracies are a stage of their own. */
async function score(context: Context, contender: Contender, seed: number): Promise<SeedScores> {
  const { config, data, engine, store, environment } = context;
  const { onProgress, clock, signal } = environment;
  const { student, teachers } = await distill(planFor(config, contender, seed), {
    engine,
    data: trainingData(config, data, seed),
    dataKey: dataKey(context),
    keeper: {
      stage: (spec, produce) =>
        store.stage({ ...spec, path: `${spec.path}-${stageKey(spec).slice(0, 10)}` }, produce),
    },
    folderOf: (role) =>
      `seed-${seed}/${role === "student" ? `student-${fileName(contender.label)}` : `teacher-${role}`}`,
    clock,
    onProgress,
    signal,
  });
  const accuracies = [];
  for (const teacher of teachers)
    accuracies.push([teacher.role, await accuracyOf(context, teacher)] as const);
  return { student: await accuracyOf(context, student), teachers: Object.fromEntries(accuracies) };
}

/** Without what some file systems refuse: "pskd(beta=0):skel+acc" → "pskd_beta_0_skel+acc". */
function fileName(label: string): string {
  return label.replaceAll(/[^\w.+-]+/g, "_");
}

function partOf({ data, part }: Context): WindowSet {
  const windows = data.raw[part];
  if (windows) return windows;
  throw new UserError(
    "there is no validation part to compare on",
    "set `data: { split: { validation: … } }`",
  );
}

/** Accuracy of the exported file on the part, kept beside the weights. */
async function accuracyOf(context: Context, { network, key, role }: Trained): Promise<number> {
  const { config, data, store, part } = context;
  const windows = partOf(context);
  const spec = {
    name: "accuracy",
    path: `accuracy/${part}-${key.slice(0, 16)}`,
    options: { part },
    after: [key],
  };
  const { folder } = await store.stage(spec, async (target) => {
    const { bytes } = exportNetwork(network, config, data, {});
    const { accuracy, macroF1, confusion } = await measureFile(role, bytes, windows);
    await writeJson(join(target, "accuracy.json"), { role, accuracy, macroF1, confusion });
  });
  return (await readJson<{ accuracy: number }>(join(folder, "accuracy.json")))!.accuracy;
}
