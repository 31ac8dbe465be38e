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
  let nll = 0;
  let brier = 0;
  for (let i = 0; i < n; i++) {
    const row = logSoftmaxRow(logits, i * classes, classes);
    nll -= row[truth[i]!]! / n;
    brier += row.reduce((t, l, k) => t + (Math.exp(l) - Number(k === truth[i])) ** 2, 0) / n;
  }
  const { confidence, correct } = statedConfidence(logits, truth, classes);
  return { nll, brier, ece: expectedCalibrationError(confidence, correct) };
}

/** What a classifier claims of each sample, and whether it was right. */
export interface StatedConfidence {
  /** The largest probability; 0 where logits are no numbers. */
  readonly confidence: readonly number[];
  readonly correct: readonly boolean[];
}

/** From logits `[sample, class]` and true classes `[sample]`. */
export function statedConfidence(
  logits: ArrayLike<number>,
  truth: ArrayLike<number>,
  classes: number,
): StatedConfidence {
  const rows = Array.from(truth, (label, i) => {
    const row = logSoftmaxRow(logits, i * classes, classes);
    const best = row.indexOf(Math.max(...row));
    return { confidence: best < 0 ? 0 : Math.exp(row[best]!), correct: best === label };
  });
  return {
    confidence: rows.map(({ confidence }) => confidence),
    correct: rows.map(({ correct }) => correct),
  };
}

/** The samples whose confidence lies in `from < confidence ≤ to`. */
export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Mean. */
  readonly confidence: number;
  /** Share that was right. */
  readonly accuracy: number;
}

/** Bins of equal width over 0 … 1, those without samples left out. */
export function reliabilityBins(
  confidence: readonly number[],
  correct: readonly boolean[],
  bins = 15,
): ReliabilityBin[] {
  const sums = Array.from({ length: bins }, () => ({ count: 0, confidence: 0, right: 0 }));
  for (const [i, value] of confidence.entries()) {
    const bin = sums[Math.min(bins - 1, Math.max(0, Math.ceil(value * bins) - 1))]!;
    bin.count++;
    bin.confidence += value;
    bin.right += Number(correct[i]);
  }
  return sums.flatMap(({ count, confidence: sum, right }, m) =>
    count === 0
      ? []
      : [
          {
            ...{ from: m / bins, to: (m + 1) / bins, count },
            ...{ confidence: sum / count, accuracy: right / count },
          },
        ],
  );
}

/** `Σ_m n_m/N · |accuracy_m − confidence_m|` over {@link reliabilityBins}. */
export function expectedCalibrationError(
  confidence: readonly number[],
  correct: readonly boolean[],
  bins = 15,
): number {
  return reliabilityBins(confidence, correct, bins).reduce(
    (total, bin) =>
      total + (bin.count * Math.abs(bin.accuracy - bin.confidence)) / confidence.length,
    0,
  );
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
