/** @file The critical value of Wilcoxon's signed-rank test, counted out. */

/**
 * The largest T with `P(rank sum ≤ T) ≤ α/2` for n differences without ties: so many Walsh averages from either end lie
 * outside of the interval. `undefined` where n is too small for any.
 */
export function signedRankReach(n: number, alpha: number): number | undefined {
  let ways = Float64Array.of(1); // ways[s]: share of sign patterns whose positive ranks add up to s
  for (let rank = 1; rank <= n; rank++) {
    const before = ways;
    ways = Float64Array.from({ length: before.length + rank }, (_, s) => {
      return ((before[s] ?? 0) + (before[s - rank] ?? 0)) / 2;
    });
  }
  let below = 0;
  let reach: number | undefined;
  for (let s = 0; s < ways.length; s++) {
    below += ways[s]!;
    if (below > alpha / 2) break;
    reach = s;
  }
  return reach;
}
