import { UserError } from "#core/errors";
import { defineSmoothing, type Smoothing, type SmoothingTask } from "./smoother.ts";

export interface HmmOptions {
  /** s that an activity usually lasts. */
  readonly dwell: number;
}

/** No window rules a class out for good. */
const least = 1e-6;

/**
 * The forward filter of a hidden Markov model whose states are the classes: with s = exp(−hop / dwell) the chance to go
 * on, and any other class as likely as the next,
 * α[j] ∝ (s α[j] + (1 − s) (1 − α[j]) / (K − 1)) · p[j]^e.
 * p are the window's probabilities, which stand for its likelihoods where classes are equally frequent; e = hop /
 * window, 1 at most, and 1 for the first: of windows that overlap, each counts by what it has seen anew.
 */
export const hmm: Smoothing<HmmOptions> = defineSmoothing({
  name: "hmm",
  source: "Rabiner 1989, Proc. IEEE 77, doi:10.1109/5.18626, §III.A (forward variable)",
  summary: "forward filter of a Markov chain that stays in a class for some seconds",
  options: { dwell: 10 },
  numbers,
  open(options, task) {
    const { classes } = task;
    const { stay, evidence } = numbers(options, task);
    const others = Math.max(1, classes - 1);
    const belief = new Float64Array(classes).fill(1 / classes);
    let begun = false;
    return {
      next(probabilities, out) {
        let total = 0;
        for (let k = 0; k < classes; k++) {
          const before = belief[k]!;
          const expected = begun ? stay * before + ((1 - stay) * (1 - before)) / others : before;
          belief[k] = expected * Math.max(least, probabilities[k]!) ** (begun ? evidence : 1);
          total += belief[k]!;
        }
        for (let k = 0; k < classes; k++) out[k] = belief[k]! /= total;
        begun = true;
      },
      reset() {
        belief.fill(1 / classes);
        begun = false;
      },
    };
  },
});

function numbers({ dwell }: HmmOptions, { hop, seconds }: SmoothingTask) {
  if (!(dwell > 0)) throw new UserError(`hmm: dwell must be above 0 s, got ${dwell}`);
  return { stay: Math.exp(-hop / dwell), evidence: Math.min(1, hop / seconds) };
}
