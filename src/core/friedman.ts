/**
 * @file Several treatments ranked within blocks: Friedman 1937; which of them differ: Nemenyi 1963. Both as in
 * Demšar 2006, "Statistical comparisons of classifiers over multiple data sets", JMLR 7, §3.2.2.
 */
import jStat from "jstat";
import { midRanks, tieTerm } from "./ranks.ts";

export interface FriedmanTest {
  readonly blocks: number;
  /** Per treatment; 1 is best (largest value). */
  readonly ranks: readonly number[];
  /** χ² with ties taken into account, k − 1 degrees of freedom. */
  readonly statistic: number;
  readonly p: number;
  /** Treatments whose mean ranks differ by more differ at the level asked for. */
  readonly criticalDifference: number;
}

/** `blocks[i][j]`: what treatment j reached in block i; larger is better. Two treatments or more, one block or more. */
export function friedmanTest(blocks: readonly (readonly number[])[], alpha = 0.05): FriedmanTest {
  const n = blocks.length;
  const k = blocks[0]!.length;
  const ranked = blocks.map((block) => midRanks(block.map((value) => -value)));
  const ranks = Array.from({ length: k }, (_, j) => ranked.reduce((t, row) => t + row[j]! / n, 0));
  const spread = ranks.reduce((sum, rank) => sum + (rank - (k + 1) / 2) ** 2, 0);
  const ties = blocks.reduce((sum, block) => sum + tieTerm(block), 0);
  const correction = 1 - ties / (n * (k ** 3 - k));
  const statistic = correction === 0 ? 0 : (12 * n * spread) / (k * (k + 1)) / correction;
  return {
    blocks: n,
    ranks,
    statistic,
    p: 1 - jStat.chisquare.cdf(statistic, k - 1),
    criticalDifference: criticalDifference(k, n, alpha),
  };
}

/** Stands for infinitely many degrees of freedom of the studentized range. */
const manyDegrees = 1e6;

/** `q_α / √2 · √(k(k+1) / 6n)`, q from the studentized range. */
export function criticalDifference(treatments: number, blocks: number, alpha: number): number {
  const q = jStat.tukey.inv(1 - alpha, treatments, manyDegrees) / Math.SQRT2;
  return q * Math.sqrt((treatments * (treatments + 1)) / (6 * blocks));
}
