/** @file The best student within a budget: architecture × width × method × scheme, chosen on validation people. */
import { join, relative } from "node:path";
import { UserError } from "#core/errors";
import { writeAtomic, writeJson, writeOrRemove } from "#core/files";
import { fitHtml } from "#report/fit/fit-html";
import { fitMarkdown } from "#report/fit/fit-markdown";
import type { FitBudget, FitChoice, FitResult, FitRuntime } from "#report/fit/fit-result";
import { subjectsOf } from "#sensors/split";
import type { Config } from "#src/pipeline/config-schema";
import { type RunEnvironment, runEnvironment } from "#src/pipeline/environment";
import { onRoads } from "#src/pipeline/on-roads";
import { provenance } from "#src/pipeline/provenance";
import type { Road } from "#src/pipeline/road";
import { sharedStages, sharedViews } from "#src/pipeline/shared-stages";
import { Slots } from "#src/pipeline/slots";
import { prunedFinalists, whole } from "./finalists.ts";
import {
  type FitStudent,
  type FitWishes,
  fitCandidates,
  fitContenders,
  fitStudents,
} from "./fit-candidates.ts";
import { choose, type FileRow, lookAtTest, measureFiles } from "./fit-files.ts";
import { FitRounds } from "./fit-rounds.ts";
import { roundShares } from "./halving.ts";
import { type Price, priceStage, tooDear } from "./price-stage.ts";

export interface FitOptions extends FitWishes {
  readonly budget: FitBudget;
  readonly on: FitRuntime;
  /** Trainings at the same time. */
  readonly jobs: number;
  /** Whether the best that are too large are pruned until the budget holds. */
  readonly prune: boolean;
}

export interface WrittenFit {
  readonly result: FitResult;
  /** Where fit.html, fit.md, fit.json and the chosen model.onnx are. */
  readonly folder: string;
}

/** Search, and write what was found; resumes after a kill. */
export async function fitStudent(
  configured: Config,
  options: FitOptions,
  given: Partial<RunEnvironment> = {},
): Promise<WrittenFit> {
  const environment = runEnvironment(given);
  const config: Config = { ...configured, baselines: [], benchmark: null };
  const { jobs, budget, on } = options;
  const students = fitStudents(config, options);
  fitCandidates(students, fitContenders(config, options));
  const ground = { folder: `${config.name}-fit`, jobs };
  return onRoads(config, ground, environment, async ({ folder, folds, roadOf }) => {
    const slots = new Slots(jobs);
    const fold = roadOf(folds[0]!);
    const road = { ...fold, store: sharedStages(fold.store, slots) };
    requireValidation(road);
    const search = await searched(road, slots, students, options);
    const rows = await measureFiles(road, search.finalists, { budget, on });
    const best = choose(rows);
    const chosen = best && (await choiceOf(road, folder, best));
    await writeOrRemove(join(folder, "model.onnx"), best?.perSeed[0]?.bytes);
    const result: FitResult = {
      ...{ dataset: config.name, budget, on, seeds: config.seeds, rounds: roundShares },
      ...{ validation: partFacts(road, "validation"), test: partFacts(road, "test") },
      ...{ tried: search.tried, refused: search.refused, prunings: search.prunings },
      ...{ files: rows.map(({ file }) => file), chosen: chosen ?? null },
      created: environment.clock().toISOString(),
      provenance: provenance({ environment, engine: { name: config.engine } }),
    };
    await writeJson(join(folder, "fit.json"), result);
    await writeAtomic(join(folder, "fit.md"), fitMarkdown(result));
    await writeAtomic(join(folder, "fit.html"), await fitHtml(result));
    return { result, folder };
  });
}

/** Price everybody, train whom the budget allows, round by round; prune the best that are too large. */
async function searched(
  road: Road,
  slots: Slots,
  students: readonly FitStudent[],
  options: FitOptions,
) {
  const { budget, on } = options;
  const prices = await pricesOf(road, students, on);
  const refused = [...prices].flatMap(([{ text }, price]) => {
    const reason = tooDear(price, budget);
    return reason === undefined ? [] : [{ student: text, reason }];
  });
  const affordable = [...prices].filter(([, price]) => tooDear(price, budget) === undefined);
  requireSome(affordable, refused);
  const candidates = fitCandidates(
    affordable.map(([student]) => student),
    fitContenders(road.config, options),
  );
  const views = sharedViews(slots);
  const rounds = new FitRounds({ ...road, views, part: "validation" }, slots);
  const trials = await rounds.run(candidates);
  const pruned = options.prune
    ? await prunedFinalists(trials, { rounds, prices, budget })
    : { finalists: [], prunings: [] };
  const tried = candidates.map((candidate) => ({
    ...{ student: candidate.student.text, method: candidate.contender.label },
    ...{ macs: prices.get(candidate.student)!.macs, rounds: rounds.accuraciesOf(candidate) },
  }));
  const finalists = trials.map((trial) => whole(trial, prices.get(trial.candidate.student)!));
  return {
    ...{ tried, refused, prunings: pruned.prunings },
    finalists: [...finalists, ...pruned.finalists],
  };
}

/** The cheapest first. */
async function pricesOf(
  road: Road,
  students: readonly FitStudent[],
  on: FitRuntime,
): Promise<ReadonlyMap<FitStudent, Price>> {
  const prices = await priceStage(road, students, on);
  const priced = students.map((student, i) => [student, prices[i]!] as const);
  return new Map(priced.toSorted(([, a], [, b]) => a.macs - b.macs));
}

async function choiceOf(road: Road, folder: string, best: FileRow): Promise<FitChoice> {
  const test = await lookAtTest(road, best);
  return { ...best.file, test, file: relative(folder, best.perSeed[0]!.path) };
}

function requireValidation({ data }: Road): void {
  if (data.raw.validation) return;
  throw new UserError(
    "fit chooses on validation people, and there are none",
    "set `data: { split: { validation: … } }`",
  );
}

function requireSome(affordable: readonly unknown[], refused: FitResult["refused"]): void {
  if (affordable.length > 0) return;
  const [nearest] = refused;
  throw new UserError(
    `no student keeps the budget: the first of ${refused.length}, ${nearest?.student}, has ${nearest?.reason}`,
    "allow more, or list narrower students: --widths 0.25,0.5",
  );
}

function partFacts({ data }: Road, part: "validation" | "test") {
  const windows = data.raw[part]!;
  return { subjects: subjectsOf(windows).length, windows: windows.size };
}
