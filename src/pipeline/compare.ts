/** @file Methods side by side: the same data and seeds; teachers trained once and shared by content. */
import { join } from "node:path";
import { writeJson } from "#core/files";
import type { Contender, MethodComparison, Part } from "./comparison.ts";
import type { Config } from "./config-schema.ts";
import type { RunEnvironment } from "./environment.ts";
import type { Lineup } from "./lineup.ts";
import { networkText } from "./method-choice.ts";
import { onRoads } from "./on-roads.ts";
import { checkPlan } from "./plans.ts";
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
  const { config } = lineups[0]!;
  return onRoads(config, { folder: `${config.name}-compare`, jobs }, given, async (roads) => {
    const comparisons = await trainGrid({ ...roads, lineups, part }, jobs);
    await writeJson(join(roads.folder, `comparison-${part}.json`), comparisons);
    return comparisons;
  });
}
