/** @file What trained models got right, seed by seed and fold by fold, and the figures of all of it. */
import { mean } from "#core/stats";
import { type Confusion, metricsOf } from "#train/metrics";

/** One file on one part of one split. */
export interface Outcome {
  readonly seed: number;
  /** Which fold tests; 1 where there is one split. */
  readonly fold: number;
  readonly confusion: Confusion;
}

/** Fractions, as many as {@link pairedAccuracies}: folds, and so people, count alike, however many windows they have. */
export type Figures = Readonly<
  Record<"accuracy" | "balancedAccuracy" | "macroF1" | "kappa", readonly number[]>
>;

/** Accuracies to be compared in pairs: one per seed, or where there are folds one per fold, the mean of its seeds. */
export function pairedAccuracies(outcomes: readonly Outcome[]): number[] {
  return valuesOf(outcomes, "accuracy");
}

export function figuresOf(outcomes: readonly Outcome[]): Figures {
  return {
    accuracy: valuesOf(outcomes, "accuracy"),
    balancedAccuracy: valuesOf(outcomes, "balancedAccuracy"),
    macroF1: valuesOf(outcomes, "macroF1"),
    kappa: valuesOf(outcomes, "kappa"),
  };
}

function valuesOf(outcomes: readonly Outcome[], figure: keyof Figures): number[] {
  const folds = [...groupBy(outcomes, ({ fold }) => fold).values()];
  const values = folds.map((fold) => fold.map(({ confusion }) => metricsOf(confusion)[figure]));
  return values.length === 1 ? values[0]! : values.map(mean);
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
