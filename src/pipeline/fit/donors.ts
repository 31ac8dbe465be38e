/** @file Which students are worth pruning: those that did best, where they are too large, or their wider kin. */
import { mean } from "#core/stats";
import type { FitCandidate, FitStudent } from "./fit-candidates.ts";

/** Somebody of the last round. */
export interface Ranked {
  readonly candidate: FitCandidate;
  /** On the validation part, by seed. */
  readonly accuracies: readonly number[];
}

/**
 * One per network that reached the last round, by the method that did best there: itself where it is too large, else
 * the first of its kin that is.
 *
 * @param tooLarge Students that pruning can bring within the budget, the cheapest first.
 */
export function donorsOf(
  ranked: readonly Ranked[],
  tooLarge: readonly FitStudent[],
): FitCandidate[] {
  const best = new Map<string, FitCandidate>();
  for (const { candidate } of ranked.toSorted((a, b) => mean(b.accuracies) - mean(a.accuracies))) {
    const network = networkOf(candidate.student);
    if (!best.has(network)) best.set(network, candidate);
  }
  return [...best.values()].flatMap(({ student, contender }) => {
    const kin = tooLarge.filter((each) => networkOf(each) === networkOf(student));
    const donor = kin.includes(student) ? student : kin[0];
    return donor ? [{ student: donor, contender }] : [];
  });
}

function networkOf({ config }: FitStudent): string {
  return config.student.network;
}
