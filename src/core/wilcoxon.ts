/** @file Whether paired differences lie around zero: Wilcoxon 1945, "Individual comparisons by ranking methods". */
import jStat from "jstat";
import { midRanks, tieTerm } from "./ranks.ts";

export interface SignedRankTest {
  /** Differences that are not zero; the others say nothing. */
  readonly n: number;
  /** Sum of the ranks of positive differences. */
  readonly positive: number;
  /** Two-sided; 1 where no difference is left. */
  readonly p: number;
}

/** Up to so many differences the distribution is counted out, ties included; above, it is close to normal. */
const exactBelow = 50;

/**
 * Differences that agree to `precision` are ties: accuracies are counts divided by counts, and their differences
 * differ in the last bit.
 */
const precision = 1e-9;

/** Two-sided signed-rank test of paired differences. */
export function signedRankTest(differences: readonly number[]): SignedRankTest {
  const rounded = differences.map((value) => Math.round(value / precision));
  const kept = rounded.filter((value) => value !== 0);
  const sizes = kept.map(Math.abs);
  const ranks = midRanks(sizes);
  const positive = ranks.reduce((sum, rank, i) => sum + (kept[i]! > 0 ? rank : 0), 0);
  const n = kept.length;
  const p = n === 0 ? 1 : n <= exactBelow ? exactP(ranks, positive) : normalP(sizes, positive);
  return { n, positive, p };
}

/** Share of all ways to give the ranks signs that are at least as lopsided. Doubled ranks are whole numbers. */
function exactP(ranks: readonly number[], positive: number): number {
  const total = ranks.reduce((sum, rank) => sum + 2 * rank, 0);
  const ways = new Float64Array(total + 1); // ways[s]: probability that doubled positive ranks add up to s
  ways[0] = 1;
  let reached = 0;
  for (const rank of ranks.map((each) => 2 * each)) {
    reached += rank;
    for (let s = reached; s >= 0; s--) ways[s] = (ways[s]! + (s >= rank ? ways[s - rank]! : 0)) / 2;
  }
  const lower = Math.min(2 * positive, total - 2 * positive);
  return Math.min(1, 2 * ways.subarray(0, lower + 1).reduce((sum, way) => sum + way, 0));
}

/** Normal approximation with the variance that ties leave; no correction for continuity. */
function normalP(sizes: readonly number[], positive: number): number {
  const n = sizes.length;
  const expected = (n * (n + 1)) / 4;
  const variance = (n * (n + 1) * (2 * n + 1)) / 24 - tieTerm(sizes) / 48;
  const z = Math.abs(positive - expected) / Math.sqrt(variance);
  return Math.min(1, 2 * jStat.normal.cdf(-z, 0, 1));
}
