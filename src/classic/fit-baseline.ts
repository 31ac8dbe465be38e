/** @file A classic model on the same people as the networks: chosen on some who were held out, then fitted. */
import type { Random } from "#core/random";
import type { Modality, WindowSet } from "#core/signal";
import { subjectFolds, subjectsOf } from "#sensors/split";
import { argmaxRows, classificationMetrics } from "#train/metrics";
import type { Baseline, ClassicModel, Examples } from "./baseline.ts";
import { sharpness } from "./calibrate.ts";
import { examplesOf, selectRows } from "./examples.ts";

export interface FitOptions {
  /** Modalities whose features are read. */
  readonly inputs: readonly Modality[];
  /** What is not to be chosen. */
  readonly options?: object;
  readonly random: Random;
}

export interface FittedBaseline {
  readonly baseline: Baseline;
  readonly inputs: readonly Modality[];
  readonly model: ClassicModel;
  /** Complete, with what was chosen. */
  readonly options: object;
  /** Factor of the model's logits, for probabilities that can be believed. */
  readonly sharpness: number;
  /** Whether people who were held out chose that factor; where there are none it is 1. */
  readonly calibrated: boolean;
}

/** Fit on these, look at those. */
interface Trial {
  readonly fit: Examples;
  readonly held: Examples;
}

const folds = 4;

/**
 * Choose among what the model declares by balanced accuracy on the validation people (where there are none: on
 * training people in turn), and fit on the training people.
 */
export function fitBaseline(
  baseline: Baseline,
  train: WindowSet,
  validation: WindowSet | undefined,
  { inputs, options: given = {}, random }: FitOptions,
): FittedBaseline {
  const examples = examplesOf(train, inputs);
  const trials = validation
    ? [{ fit: examples, held: examplesOf(validation, inputs) }]
    : foldsOf(train, examples, random.fork("folds"));
  const choice = choose(baseline, trials, given, random);
  const model = baseline.fit(examples, choice.options, random.fork("fit"));
  return { baseline, inputs, model, ...choice };
}

type Choice = Pick<FittedBaseline, "options" | "sharpness" | "calibrated">;

function choose(
  baseline: Baseline,
  trials: readonly Trial[],
  given: object,
  random: Random,
): Choice {
  const defaults = { ...baseline.options, ...given };
  if (trials.length === 0) return { options: defaults, sharpness: 1, calibrated: false };
  const labels = Int32Array.from(trials.flatMap(({ held }) => [...held.labels]));
  const { classes } = trials[0]!.held;
  const outcomes = baseline.grid.map((tried) => {
    const options = { ...baseline.options, ...tried, ...given };
    const logits = heldOutLogits(baseline, trials, options, random);
    const score = classificationMetrics(labels, argmaxRows(logits, classes), classes);
    return { options, logits, score: score.balancedAccuracy };
  });
  const { options, logits } = outcomes.reduce((a, b) => (b.score > a.score ? b : a));
  return { options, sharpness: sharpness(logits, labels, classes), calibrated: true };
}

/** None where one person trains. */
function foldsOf(train: WindowSet, examples: Examples, random: Random): Trial[] {
  const count = Math.min(folds, subjectsOf(train).length);
  if (count < 2) return [];
  return subjectFolds(train, count, random).map((fold) => ({
    fit: selectRows(examples, fold.train),
    held: selectRows(examples, fold.held),
  }));
}

function heldOutLogits(
  baseline: Baseline,
  trials: readonly Trial[],
  options: object,
  random: Random,
): Float32Array {
  const parts = trials.map(({ fit, held }) =>
    baseline.fit(fit, options, random.fork("fit")).predict(held.features),
  );
  const logits = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    logits.set(part, at);
    at += part.length;
  }
  return logits;
}
