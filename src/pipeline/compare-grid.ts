/** @file The whole leaderboard: data sets one after the other, on each its students by every method. */
import { type CompareOptions, compareLineups } from "./compare.ts";
import type { MethodComparison } from "./comparison.ts";
import type { RunEnvironment } from "./environment.ts";
import type { Lineup } from "./lineup.ts";

/** Lineups of one configuration stand together. */
export async function compareGrid(
  lineups: readonly Lineup[],
  options: Omit<CompareOptions, "contenders">,
  environment: Partial<RunEnvironment> = {},
): Promise<MethodComparison[]> {
  const names = [...new Set(lineups.map(({ config }) => config.name))];
  const comparisons: MethodComparison[] = [];
  for (const name of names) {
    const own = lineups.filter(({ config }) => config.name === name);
    comparisons.push(...(await compareLineups(own, options, environment)));
  }
  return comparisons;
}
