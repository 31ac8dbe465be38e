/** @file Methods side by side: the same data and seeds; teachers trained once and shared by content. */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { setBackend } from "@tensorflow/tfjs";
import { writeAtomic, writeJson } from "#core/files";
import { quietTf } from "#record/quiet";
import type { Contender, MethodComparison, Part } from "./comparison.ts";
import { comparisonMarkdown } from "./comparison-markdown.ts";
import type { Config } from "./config-schema.ts";
import { type RunEnvironment, runEnvironment } from "./environment.ts";
import type { Lineup } from "./lineup.ts";
import { networkText } from "./method-choice.ts";
import { checkPlan, engineNamed } from "./plans.ts";
import { cutData, foldsOf, splitData } from "./prepare-data.ts";
import { openStageStore } from "./stage-store.ts";
import { trainGrid } from "./train-grid.ts";

export interface CompareOptions {
  readonly contenders: readonly Contender[];
  /** Choose on "validation"; look at "test" once. */
  readonly part: Part;
  /** Trainings at the same time; 1 by default. */
  readonly jobs?: number;
}

/** Train every contender with every seed of the configuration, on every fold; resumes after a kill. */
export async function compareMethods(
  config: Config,
  { contenders, ...options }: CompareOptions,
  given: Partial<RunEnvironment> = {},
): Promise<MethodComparison> {
  for (const contender of contenders) checkPlan(config, contender);
  const student = networkText(config.student);
  const lineup = { config, student, contenders, excluded: [] };
  const [comparison] = await compareLineups([lineup], options, given);
  return comparison!;
}

/** The same for several students of one data set, in one run folder. */
export async function compareLineups(
  lineups: readonly Lineup[],
  { part, jobs = 1 }: Omit<CompareOptions, "contenders">,
  given: Partial<RunEnvironment> = {},
): Promise<MethodComparison[]> {
  const environment = runEnvironment(given);
  const { outFolder, clock, fresh } = environment;
  const { config } = lineups[0]!;
  quietTf();
  await setBackend("cpu");
  const store = await openStageStore(join(outFolder, `${config.name}-compare`), { clock, fresh });
  try {
    const cut = await cutData(config);
    const folds = foldsOf(config, cut);
    const engine = await engineNamed(config.engine, enginePlace(jobs));
    const roadOf = (fold: number) => ({
      fold,
      config,
      data: splitData(config, cut, fold),
      engine,
      store: folds.length > 1 ? store.inside(`fold-${fold}`) : store,
      environment,
    });
    const comparisons = await trainGrid({ lineups, folds, roadOf, part }, jobs);
    await writeJson(join(store.folder, `comparison-${part}.json`), comparisons);
    const pages = comparisons.map(comparisonMarkdown);
    await writeAtomic(join(store.folder, `comparison-${part}.md`), pages.join("\n"));
    return comparisons;
  } finally {
    await store.close();
  }
}

/** One training at a time has the usual engine; several share the processors, and none holds the others up. */
function enginePlace(jobs: number) {
  if (jobs === 1) return {};
  return { threads: Math.max(1, Math.floor(availableParallelism() / jobs)), aside: true };
}
