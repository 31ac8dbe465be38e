/** @file A grid of results in one factor: the mean over all cells of each level, and what the levels differ by. */
import { type Interval, mean, meanInterval, pairedInterval } from "#core/stats";

/** Results of one cell, one per seed (or fold), the same in the same order in all cells. */
export type Results = readonly number[];

export interface Margin {
  readonly level: string;
  /** Mean over the level's cells, per seed. */
  readonly results: Results;
  readonly interval: Interval;
}

export interface Effect {
  /** Level with the highest mean. */
  readonly best: string;
  /** What it is compared with. */
  readonly against: string;
  /** Paired by seed; absent where the best is what it would be compared with. */
  readonly difference?: Interval;
}

/** By level, in the order in which levels first appear. */
export function marginsOf<Cell>(
  cells: readonly Cell[],
  levelOf: (cell: Cell) => string,
  resultsOf: (cell: Cell) => Results,
): Margin[] {
  const levels = [...new Set(cells.map(levelOf))];
  return levels.map((level) => {
    const own = cells.filter((cell) => levelOf(cell) === level).map(resultsOf);
    const results = averaged(own);
    return { level, results, interval: meanInterval(results) };
  });
}

/** Mean of rows, seed by seed. */
export function averaged(rows: readonly Results[]): number[] {
  return rows[0]!.map((_, i) => mean(rows.map((row) => row[i]!)));
}

/**
 * The best level against the reference (or the first). The intervals of all levels hold at once with 95 % confidence
 * (Bonferroni): the best of several was picked by looking.
 */
export function effectOf(margins: readonly Margin[], reference: string): Effect {
  const against = margins.find(({ level }) => level === reference) ?? margins[0]!;
  const best = margins.reduce((a, b) => (b.interval.mean > a.interval.mean ? b : a));
  const names = { best: best.level, against: against.level };
  if (best === against) return names;
  const confidence = 1 - 0.05 / (margins.length - 1);
  return { ...names, difference: pairedInterval(best.results, against.results, confidence) };
}
