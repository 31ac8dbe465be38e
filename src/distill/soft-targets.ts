/** @file What a teacher's softened probabilities say of classes: their entropy and their means. */
import type { NdArray } from "#core/signal";

/** softmax(z / τ) row by row. logits [sample, class] */
export function softTargets({ data, shape }: NdArray, temperature: number): Float64Array[] {
  const [samples, classes] = shape as [number, number];
  return Array.from({ length: samples }, (_, n) => {
    const row = Float64Array.from(
      data.subarray(n * classes, (n + 1) * classes),
      (z) => z / temperature,
    );
    return softmax(row);
  });
}

export function softmax(logits: Float64Array): Float64Array {
  const top = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const shares = logits.map((z) => Math.exp(z - top));
  const total = shares.reduce((a, b) => a + b, 0);
  return shares.map((share) => share / total);
}

/** −Σ p log p, natural logarithm. */
export function entropyOf(probabilities: Float64Array): number {
  return probabilities.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);
}

/** Of all rows: 0 where they are one-hot, 1 where they are uniform. */
export function meanNormalisedEntropy(targets: readonly Float64Array[]): number {
  const total = targets.reduce((sum, row) => sum + entropyOf(row), 0);
  return total / targets.length / Math.log(targets[0]!.length);
}

export interface ClassTargets {
  /** Mean soft target of the class; uniform for a class without samples. [class] */
  readonly mean: Float64Array;
  /** Mean entropy of its soft targets: never above that of their mean. */
  readonly entropy: number;
}

/** By class. */
export function classTargets(
  targets: readonly Float64Array[],
  labels: ArrayLike<number>,
  classes: number,
): ClassTargets[] {
  return Array.from({ length: classes }, (_, k) => {
    const own = targets.filter((_row, n) => labels[n] === k);
    if (own.length === 0)
      return { mean: new Float64Array(classes).fill(1 / classes), entropy: Math.log(classes) };
    const mean = new Float64Array(classes);
    for (const row of own) for (const [j, p] of row.entries()) mean[j]! += p / own.length;
    return { mean, entropy: own.reduce((sum, row) => sum + entropyOf(row), 0) / own.length };
  });
}

/**
 * Logarithms of the mean's power that has the entropy asked for: softmax(γ log mean), γ ≥ 1 by bisection. [class]
 */
export function sharpened({ mean, entropy }: ClassTargets): Float64Array {
  const logs = mean.map((p) => Math.log(Math.max(p, 1e-30)));
  const entropyAt = (gamma: number) => entropyOf(softmax(logs.map((z) => gamma * z)));
  let [low, high] = [1, 2];
  while (entropyAt(high) > entropy && high < 1e6) high *= 2;
  if (entropyAt(low) <= entropy) return logs;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (entropyAt(middle) > entropy) low = middle;
    else high = middle;
  }
  return logs.map((z) => high * z);
}
