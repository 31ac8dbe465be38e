/** @file Accuracies and their differences in tables, which say once that it is percent, and in points. */
import { type Interval, mean, sd } from "#core/stats";
import { signed } from "./format.ts";

/** "87.25 ± 1.30"; of one value without a spread. */
export function percentWithSd(shares: readonly number[]): string {
  const center = inPercent(mean(shares));
  return shares.length < 2 ? center : `${center} ± ${inPercent(sd(shares))}`;
}

/** 0.8725 → "87.25", under a heading that says that it is percent. */
export function inPercent(share: number): string {
  return (100 * share).toFixed(2);
}

/** "+1.20 points (+0.40 … +2.00)". */
export function pointsWithInterval({ mean: center, low, high }: Interval): string {
  if (Number.isNaN(low)) return `${signed(100 * center, 2)} points (one seed tells nothing)`;
  return `${signed(100 * center, 2)} points (${signed(100 * low, 2)} … ${signed(100 * high, 2)})`;
}
