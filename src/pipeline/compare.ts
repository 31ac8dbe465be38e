/** @file Methods side by side: the same data, student and seeds; teachers trained once and shared by content. */

import { join } from "node:path";
import { setBackend } from "@tensorflow/tfjs";
import { type Comparison, compare } from "#benchmarks/compare";
import { UserError } from "#core/errors";
import { readJson, writeAtomic, writeJson } from "#core/files";
import { mapValues } from "#core/map-values";
import type { WindowSet } from "#core/signal";
import { distill, type Trained } from "#distill/distill";
import { ViewStore } from "#distill/view-store";
import { quietTf } from "#record/quiet";
import type { Confusion } from "#train/metrics";
import { baselineStage } from "./baseline-stage.ts";
import { comparisonMarkdown } from "./comparison-markdown.ts";
import type { Config } from "./config-schema.ts";
import { type RunEnvironment, runEnvironment } from "./environment.ts";
import { exportNetwork, measureFile } from "./exported.ts";
import { type Figures, figuresOf, type Outcome, pairedAccuracies } from "./outcomes.ts";
import { checkPlan, engineNamed, type MethodChoice, planFor } from "./plans.ts";
import { cutData, foldsOf, splitData, trainingData } from "./prepare-data.ts";
import { dataKey, type Road } from "./road.ts";
import { stageKey } from "./stage-key.ts";
import { openStageStore } from "./stage-store.ts";

export interface Contender extends MethodChoice {
  /** Names its row. */
  readonly label: string;
}

/** Accuracies as fractions: per seed, or where there are folds, per fold (the mean of its seeds). */
export type Scores = Readonly<Record<string, readonly number[]>>;

export interface TeacherScores {
  /** Label of the contender it taught for. */
  readonly contender: string;
  readonly role: string;
  /** As in {@link Scores}. */
  readonly accuracies: readonly number[];
}

export interface MethodComparison {
  /** The part that was measured. */
  readonly part: "validation" | "test";
  readonly seeds: readonly number[];
  /** How many folds took turns in testing; 1: one split. */
  readonly folds: number;
  readonly students: Scores;
  readonly teachers: readonly TeacherScores[];
  /** Classic models on the student's inputs. */
  readonly baselines: Scores;
  /** Of students and classic models, all folds together. */
  readonly figures: Readonly<Record<string, Figures>>;
  /** Each contender against the first. */
  readonly rows: readonly Comparison[];
}

export interface CompareOptions {
  readonly contenders: readonly Contender[];
  /** Choose on "validation"; look at "test" once. */
  readonly part: "validation" | "test";
}

/** Bytes of teachers' outputs to keep for the contenders to come. */
const mostViews = 4 * 2 ** 30;

interface Context extends Road {
  readonly views: ViewStore;
  readonly part: "validation" | "test";
}

/** Train every contender with every seed of the configuration, on every fold; resumes after a kill. */
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
    const cut = await cutData(config);
    const folds = foldsOf(config, cut);
    const engine = await engineNamed(config.engine);
    const views = new ViewStore(mostViews);
    const cells: Cell[] = [];
    for (const fold of folds) {
      const data = splitData(config, cut, fold);
      const within = folds.length > 1 ? store.inside(`fold-${fold}`) : store;
      const context: Context = { config, data, engine, store: within, environment, part, views };
      for (const seed of config.seeds)
        cells.push(...(await scoreAll(context, contenders, seed, fold)));
    }
    const result = summarize(cells, { part, seeds: config.seeds, folds: folds.length });
    await writeJson(join(store.folder, `comparison-${part}.json`), result);
    await writeAtomic(join(store.folder, `comparison-${part}.md`), comparisonMarkdown(result));
    return result;
  } finally {
    await store.close();
  }
}

/** One outcome, and the row it belongs to. */
interface Cell extends Outcome {
  readonly kind: "student" | "teacher" | "baseline";
  /** Of the contender, or of the classic model. */
  readonly label: string;
  /** Of a teacher. */
  readonly role?: string;
}

async function scoreAll(
  context: Context,
  contenders: readonly Contender[],
  seed: number,
  fold: number,
): Promise<Cell[]> {
  const cells: Cell[] = [];
  for (const contender of contenders) {
    const { label } = contender;
    const { student, teachers } = await score(context, contender, seed);
    cells.push({ kind: "student", label, seed, fold, confusion: student });
    for (const { role, confusion } of teachers)
      cells.push({ kind: "teacher", label, role, seed, fold, confusion });
  }
  for (const { name, file } of await baselineStage(context, seed)) {
    const { confusion } = await measureFile(name, file.bytes, partOf(context));
    cells.push({ kind: "baseline", label: name, seed, fold, confusion });
  }
  return cells;
}

function summarize(
  cells: readonly Cell[],
  about: Pick<MethodComparison, "part" | "seeds" | "folds">,
): MethodComparison {
  const rowsOf = (kind: Cell["kind"]) => {
    const rows: Record<string, Cell[]> = {};
    for (const cell of cells.filter((each) => each.kind === kind)) {
      const name = cell.role === undefined ? cell.label : JSON.stringify([cell.label, cell.role]);
      rows[name] = [...(rows[name] ?? []), cell];
    }
    return rows;
  };
  const [students, baselines] = [rowsOf("student"), rowsOf("baseline")];
  const scores = mapValues(students, pairedAccuracies);
  return {
    ...about,
    students: scores,
    teachers: Object.values(rowsOf("teacher")).map((row) => ({
      contender: row[0]!.label,
      role: row[0]!.role!,
      accuracies: pairedAccuracies(row),
    })),
    baselines: mapValues(baselines, pairedAccuracies),
    figures: mapValues({ ...students, ...baselines }, figuresOf),
    rows: compare(scores),
  };
}

interface SeedScores {
  readonly student: Confusion;
  readonly teachers: readonly { readonly role: string; readonly confusion: Confusion }[];
}

/** One training of one contender; what its files get right is a stage of its own. */
async function score(context: Context, contender: Contender, seed: number): Promise<SeedScores> {
  const { config, data, engine, store, environment, views } = context;
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
    views,
    clock,
    onProgress,
    signal,
  });
  const scores = [];
  for (const teacher of teachers)
    scores.push({ role: teacher.role, confusion: await confusionOf(context, teacher) });
  return { student: await confusionOf(context, student), teachers: scores };
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

/** What the exported file takes the part's windows for, kept beside the weights. */
async function confusionOf(context: Context, { network, key, role }: Trained): Promise<Confusion> {
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
  return (await readJson<{ confusion: Confusion }>(join(folder, "accuracy.json")))!.confusion;
}
