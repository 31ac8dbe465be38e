/** @file What trained models got right, seed by seed and fold by fold, and the figures of all of it. */
import { mean } from "#core/stats";
import { type ClassificationMetrics, type Confusion, metricsOf } from "#train/metrics";

/** One file on one part of one split. */
export interface Outcome {
  readonly seed: number;
  /** Which fold tests; 1 where there is one split. */
  readonly fold: number;
  readonly confusion: Confusion;
}

/** Per seed, over all windows of all folds together; fractions. */
export type Figures = Readonly<
  Record<"accuracy" | "balancedAccuracy" | "macroF1" | "kappa", readonly number[]>
>;

/** Accuracies to be compared in pairs: one per seed, or where there are folds one per fold, the mean of its seeds. */
export function pairedAccuracies(outcomes: readonly Outcome[]): number[] {
  const folds = [...groupBy(outcomes, ({ fold }) => fold).values()];
  const accuracies = folds.map((fold) =>
    fold.map(({ confusion }) => metricsOf(confusion).accuracy),
  );
  return accuracies.length === 1 ? accuracies[0]! : accuracies.map(mean);
}

export function figuresOf(outcomes: readonly Outcome[]): Figures {
  const seeds = [...groupBy(outcomes, ({ seed }) => seed).values()];
  const metrics: readonly ClassificationMetrics[] = seeds.map((folds) =>
    metricsOf(folds.map(({ confusion }) => confusion).reduce(sumOf)),
  );
  const all = (figure: keyof Figures) => metrics.map((each) => each[figure]);
  return {
    accuracy: all("accuracy"),
    balancedAccuracy: all("balancedAccuracy"),
    macroF1: all("macroF1"),
    kappa: all("kappa"),
  };
}

function sumOf(a: Confusion, b: Confusion): Confusion {
  return a.map((row, truth) => row.map((count, predicted) => count + b[truth]![predicted]!));
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
