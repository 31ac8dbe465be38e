/** @file The whole leaderboard: data sets one after the other, on each its students by every method. */
import { join } from "node:path";
import { writeAtomic, writeJson } from "#core/files";
import { boardHtml } from "#report/board/board-html";
import { boardMarkdown } from "#report/board/board-markdown";
import type { Leaderboard } from "#report/board/leaderboard";
import { type CompareOptions, compareLineups } from "./compare.ts";
import type { MethodComparison } from "./comparison.ts";
import { type RunEnvironment, runEnvironment } from "./environment.ts";
import { leaderboardOf } from "./leaderboard-of.ts";
import type { Lineup } from "./lineup.ts";
import { provenance } from "./provenance.ts";

export interface WrittenLeaderboard {
  readonly leaderboard: Leaderboard;
  /** Where leaderboard.html, .md and .json are, each with the part in its name. */
  readonly folder: string;
}

/** Trains whatever is missing, and writes the tables and the page. Lineups of one configuration stand together. */
export async function compareGrid(
  lineups: readonly Lineup[],
  options: Omit<CompareOptions, "contenders">,
  given: Partial<RunEnvironment> = {},
): Promise<WrittenLeaderboard> {
  const environment = runEnvironment(given);
  const names = [...new Set(lineups.map(({ config }) => config.name))];
  const comparisons: MethodComparison[] = [];
  for (const name of names) {
    const own = lineups.filter(({ config }) => config.name === name);
    comparisons.push(...(await compareLineups(own, options, environment)));
  }
  const engine = { name: lineups[0]!.config.engine };
  const leaderboard = leaderboardOf(comparisons, {
    created: environment.clock().toISOString(),
    jobs: options.jobs ?? 1,
    provenance: provenance({ environment, engine }),
  });
  const folder = join(environment.outFolder, `${names.join("+")}-compare`);
  const path = (kind: string) => join(folder, `leaderboard-${options.part}.${kind}`);
  await writeJson(path("json"), leaderboard);
  await writeAtomic(path("md"), boardMarkdown(leaderboard));
  await writeAtomic(path("html"), await boardHtml(leaderboard));
  return { leaderboard, folder };
}
