/** @file Two contenders pair by pair: how far apart, how often ahead, and whether that could be chance. */
import { type Interval, pairedInterval } from "#core/stats";
import { signedRankTest } from "#core/wilcoxon";

export interface Versus {
  /** Whom it is held against. */
  readonly against: string;
  /** Mean paired difference with its interval of Student's t, 95 %; `null` bounds for one pair. */
  readonly difference: {
    readonly n: number;
    readonly mean: number;
    readonly low: number | null;
    readonly high: number | null;
  };
  readonly wins: number;
  readonly ties: number;
  readonly losses: number;
  /** Two-sided signed-rank test. */
  readonly p: number;
}

/** Differences below this are ties: accuracies are counts divided by counts. */
const tie = 1e-9;

/** The same seeds or folds in the same order. */
export function versus(
  against: string,
  values: readonly number[],
  reference: readonly number[],
): Versus {
  const differences = values.map((value, i) => value - reference[i]!);
  const count = (counts: (difference: number) => boolean) => differences.filter(counts).length;
  return {
    against,
    difference: plain(pairedInterval(values, reference)),
    wins: count((difference) => difference > tie),
    ties: count((difference) => Math.abs(difference) <= tie),
    losses: count((difference) => difference < -tie),
    p: signedRankTest(differences).p,
  };
}

function plain({ n, mean, low, high }: Interval): Versus["difference"] {
  const known = (bound: number) => (Number.isFinite(bound) ? bound : null);
  return { n, mean, low: known(low), high: known(high) };
}
