/** @file The critical value of the Mann–Whitney test, counted out. */

/**
 * The largest U with `P(U ≤ this) ≤ α/2` for samples of n and m without ties: so many of the sorted differences from
 * either end lie outside of the interval. `undefined` where the samples are too small for any.
 */
export function rankSumReach(n: number, m: number, alpha: number): number | undefined {
  // ways[i][u]: orders of i values among the m in which u pairs stand the wrong way round
  const ways = Array.from({ length: n + 1 }, (_, i) => new Float64Array(i * m + 1));
  ways[0]![0] = 1;
  for (let i = 1; i <= n; i++) ways[i]![0] = 1;
  for (let others = 1; others <= m; others++) {
    for (let i = 1; i <= n; i++) {
      // the largest is one of the n, ahead of all others, or one of the others
      for (let u = i * m; u >= others; u--) ways[i]![u]! += ways[i - 1]![u - others] ?? 0;
    }
  }
  const all = ways[n]!.reduce((sum, count) => sum + count, 0);
  let below = 0;
  let reach: number | undefined;
  for (const [u, count] of ways[n]!.entries()) {
    below += count / all;
    if (below > alpha / 2) break;
    reach = u;
  }
  return reach;
}
