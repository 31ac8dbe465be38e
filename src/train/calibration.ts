/** @file How far a classifier's stated confidence can be believed. */

export interface CalibrationMetrics {
  /** Mean negative log-likelihood of the true class, natural logarithm. */
  readonly nll: number;
  /** Mean squared distance between the probabilities and the one-hot truth (Brier 1950), 0 … 2. */
  readonly brier: number;
  /** Expected calibration error over 15 equal-width bins (Guo et al. 2017, arXiv:1706.04599, eq. 3). */
  readonly ece: number;
}

/** Figures from logits `[sample, class]` and true classes `[sample]`. */
export function calibrationMetrics(
  logits: ArrayLike<number>,
  truth: ArrayLike<number>,
  classes: number,
): CalibrationMetrics {
  const n = truth.length;
  const confidence: number[] = [];
  const correct: boolean[] = [];
  let nll = 0;
  let brier = 0;
  for (let i = 0; i < n; i++) {
    const row = logSoftmaxRow(logits, i * classes, classes);
    const best = row.indexOf(Math.max(...row));
    nll -= row[truth[i]!]! / n;
    brier += row.reduce((t, l, k) => t + (Math.exp(l) - Number(k === truth[i])) ** 2, 0) / n;
    confidence.push(Math.exp(row[best]!));
    correct.push(best === truth[i]);
  }
  return { nll, brier, ece: expectedCalibrationError(confidence, correct) };
}

/** `Σ_m n_m/N · |accuracy_m − confidence_m|` over bins `(m−1)/bins < confidence ≤ m/bins`. */
export function expectedCalibrationError(
  confidence: readonly number[],
  correct: readonly boolean[],
  bins = 15,
): number {
  const gaps = new Float64Array(bins); // Σ (correct − confidence) per bin
  for (const [i, value] of confidence.entries()) {
    const bin = Math.min(bins - 1, Math.max(0, Math.ceil(value * bins) - 1));
    gaps[bin]! += Number(correct[i]) - value;
  }
  return gaps.reduce((total, gap) => total + Math.abs(gap), 0) / confidence.length;
}

/** Of the row that begins at `offset`. */
export function logSoftmaxRow(
  logits: ArrayLike<number>,
  offset: number,
  classes: number,
): number[] {
  const row = Array.from({ length: classes }, (_, k) => logits[offset + k]!);
  const top = Math.max(...row);
  const logSum = top + Math.log(row.reduce((total, z) => total + Math.exp(z - top), 0));
  return row.map((z) => z - logSum);
}
