/** @file Figures of a classifier from its predicted classes. Definitions: Sokolova and Lapalme 2009; kappa: Cohen 1960. */
import { UserError } from "#core/errors";

/** `confusion[truth][predicted]`: counts. */
export type Confusion = readonly (readonly number[])[];

export interface ClassificationMetrics {
  readonly accuracy: number;
  /** Mean F1 over the classes that occur in truth or prediction. */
  readonly macroF1: number;
  /** Mean F1 weighted by how often each class is true. */
  readonly weightedF1: number;
  /** F1 per class; 0 for a class that occurs in neither truth nor prediction. */
  readonly f1: readonly number[];
  /** Mean recall over the classes that occur in truth. */
  readonly balancedAccuracy: number;
  /** Cohen's kappa: agreement beyond chance. */
  readonly kappa: number;
  readonly confusion: Confusion;
}

/** All figures at once. Classes are indices below `classes`; truth and predictions are `[sample]`. */
export function classificationMetrics(
  truth: ArrayLike<number>,
  predictions: ArrayLike<number>,
  classes: number,
): ClassificationMetrics {
  return metricsOf(confusionMatrix(truth, predictions, classes));
}

/** Counts by true (row) and predicted (column) class. */
export function confusionMatrix(
  truth: ArrayLike<number>,
  predictions: ArrayLike<number>,
  classes: number,
): Confusion {
  if (truth.length !== predictions.length) {
    throw new UserError(
      `metrics: expected one prediction per label; got ${predictions.length} for ${truth.length}`,
    );
  }
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < truth.length; i++) {
    const row = confusion[truth[i]!];
    const column = predictions[i]!;
    if (row?.[column] === undefined) {
      throw new UserError(
        `metrics: sample ${i} has label ${truth[i]} and prediction ${column}; expected 0 … ${classes - 1}`,
      );
    }
    row[column]!++;
  }
  return confusion;
}

/** All figures of a confusion matrix. Throws a {@link UserError} where it counts nothing. */
export function metricsOf(confusion: Confusion): ClassificationMetrics {
  const support = confusion.map(sum);
  const predicted = confusion.map((_, k) => sum(confusion.map((row) => row[k]!)));
  const hits = confusion.map((row, k) => row[k]!);
  const total = sum(support);
  if (total === 0) throw new UserError("metrics: expected at least one labelled sample; got none");

  const f1 = hits.map((hit, k) => ratio(2 * hit, support[k]! + predicted[k]!));
  const recall = hits.map((hit, k) => ratio(hit, support[k]!));
  const accuracy = sum(hits) / total;
  const chance = sum(support.map((count, k) => count * predicted[k]!)) / total ** 2;
  return {
    accuracy,
    macroF1: meanWhere(f1, (k) => support[k]! + predicted[k]! > 0),
    weightedF1: sum(f1.map((value, k) => value * support[k]!)) / total,
    f1,
    balancedAccuracy: meanWhere(recall, (k) => support[k]! > 0),
    kappa: ratio(accuracy - chance, 1 - chance),
    confusion,
  };
}

/** Class of the largest logit in each row of `[sample, class]`; ties go to the lowest index. */
export function argmaxRows(logits: ArrayLike<number>, classes: number): Int32Array {
  const rows = logits.length / classes;
  return Int32Array.from({ length: rows }, (_, row) => {
    let best = 0;
    for (let k = 1; k < classes; k++) {
      if (logits[row * classes + k]! > logits[row * classes + best]!) best = k;
    }
    return best;
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Zero where the denominator is. */
function ratio(numerator: number, denominator: number): number {
  return denominator === 0 ? 0 : numerator / denominator;
}

function meanWhere(values: readonly number[], counts: (index: number) => boolean): number {
  const kept = values.filter((_, index) => counts(index));
  return sum(kept) / kept.length;
}
