/** @file Successive halving: all learn for a while, the best third goes on (Jamieson and Talwalkar 2016, arXiv:1502.07943). */

/** Share of the epochs in each round; everybody starts anew, with a schedule that fits. */
export const roundShares = [1 / 4, 1 / 2, 1] as const;

/** One of so many goes on. */
const thinning = 3;
/** Fewer are not worth another choice. */
const leastSurvivors = 2;

export interface Scored<C> {
  readonly candidate: C;
  readonly accuracy: number;
  /** Mean negative log-likelihood: decides between equal accuracies. */
  readonly nll: number;
}

/** The best third, rounded up; in the order they came. */
export function survivors<C>(scored: readonly Scored<C>[]): C[] {
  const count = Math.max(leastSurvivors, Math.ceil(scored.length / thinning));
  const best = new Set(
    scored.toSorted((a, b) => b.accuracy - a.accuracy || a.nll - b.nll).slice(0, count),
  );
  return scored.filter((each) => best.has(each)).map(({ candidate }) => candidate);
}
