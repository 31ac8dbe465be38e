/** @file Boards of all data sets and students → the leaderboard. */
import { friedmanTest } from "#core/friedman";
import { mean } from "#core/stats";
import type { Leaderboard, Overall } from "#report/board/leaderboard";
import { boardOf, testsOf } from "./board-of.ts";
import type { Contender, MethodComparison } from "./comparison.ts";

export function leaderboardOf(
  comparisons: readonly MethodComparison[],
  about: Pick<Leaderboard, "created" | "jobs" | "provenance">,
): Leaderboard {
  return {
    format: 1,
    part: comparisons[0]!.part,
    ...about,
    boards: comparisons.map(boardOf),
    overall: overallOf(comparisons),
  };
}

/** Of the methods that ran everywhere; blocks are ranked, and pairs tested, all together. */
export function overallOf(comparisons: readonly MethodComparison[]): Overall | null {
  const everywhere = comparisons[0]!.contenders.filter(({ label }) =>
    comparisons.every(({ students }) => label in students),
  );
  if (everywhere.length < 2) return null;
  const values = Object.fromEntries(
    everywhere.map(({ label }) => [label, all(label, comparisons)]),
  );
  const blocks = values[everywhere[0]!.label]!.map((_, i) =>
    everywhere.map(({ label }) => values[label]![i]!),
  );
  const { ranks, statistic, p, criticalDifference } = friedmanTest(blocks);
  const tests = testsOf(everywhere, values);
  const rows = everywhere.map(({ label, name }: Contender, i) => ({
    label,
    method: name,
    accuracy: mean(comparisons.map(({ students }) => mean(students[label]!))),
    rank: ranks[i]!,
    ...tests.get(label),
  }));
  return {
    blocks: blocks.length,
    rows: rows.sort((a, b) => a.rank - b.rank),
    friedman: { statistic, p },
    criticalDifference,
  };
}

function all(label: string, comparisons: readonly MethodComparison[]): number[] {
  return comparisons.flatMap(({ students }) => students[label]!);
}
