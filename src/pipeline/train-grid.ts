/** @file Folds × seeds × students × methods, several at a time. */
import type { MethodComparison, Part } from "./comparison.ts";
import type { Lineup } from "./lineup.ts";
import { LineupRows } from "./lineup-rows.ts";
import type { Road } from "./road.ts";
import { sharedStages, sharedViews } from "./shared-stages.ts";
import { inSlots, Slots } from "./slots.ts";

/** A fold of the data set, with a place for its stages. */
export interface FoldRoad extends Road {
  readonly fold: number;
}

export interface Grid {
  readonly lineups: readonly Lineup[];
  readonly folds: readonly number[];
  /** Reads nothing: cuts the fold's parts out of the windows. */
  readonly roadOf: (fold: number) => FoldRoad;
  readonly part: Part;
}

/** Train it all. One failure stops all; what one contender cannot do excludes that contender. */
export async function trainGrid(grid: Grid, jobs: number): Promise<MethodComparison[]> {
  const { lineups, folds, roadOf, part } = grid;
  const first = roadOf(folds[0]!);
  const slots = new Slots(jobs);
  const views = sharedViews(slots);
  const stopping = new AbortController();
  const signal = AbortSignal.any([first.environment.signal, stopping.signal]);
  const rows: LineupRows[] = [];
  for (const lineup of lineups) rows.push(await LineupRows.of(lineup, first));
  function* tasks() {
    for (const fold of folds) {
      const road = fold === first.fold ? first : roadOf(fold);
      const environment = { ...road.environment, signal };
      const context = { ...road, part, views, environment, store: sharedStages(road.store, slots) };
      for (const seed of road.config.seeds)
        for (const row of rows) yield* row.tasks(context, seed, rows.length > 1);
    }
  }
  await inSlots(tasks(), slots, (error) => stopping.abort(error));
  const { config } = first;
  const about = { dataset: config.name, part, seeds: config.seeds, folds: folds.length };
  const comparisons: MethodComparison[] = [];
  for (const row of rows) comparisons.push(await row.summary(first, about));
  return comparisons;
}
