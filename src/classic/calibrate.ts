/** @file One factor for all logits, so that their softmax can be believed. */

/** The factor is looked for between these. */
const [least, most] = [1e-2, 1e3];
const golden = (Math.sqrt(5) - 1) / 2;
const steps = 24;

/**
 * The factor with the smallest mean negative log-likelihood on windows outside the fit (temperature scaling, Guo et al.
 * 2017, arXiv:1706.04599, §4.2), by golden-section search over its logarithm.
 *
 * @param logits `[row, class]`.
 */
export function sharpness(logits: Float32Array, labels: Int32Array, classes: number): number {
  const loss = (exponent: number) => surprise(logits, labels, classes, Math.exp(exponent));
  let [low, high] = [Math.log(least), Math.log(most)];
  for (let i = 0; i < steps; i++) {
    const [a, b] = [high - golden * (high - low), low + golden * (high - low)];
    if (loss(a) < loss(b)) high = b;
    else low = a;
  }
  return Math.exp((low + high) / 2);
}

/** Negative log-likelihood of all labels under the softmax of factor · logits. */
function surprise(
  logits: Float32Array,
  labels: Int32Array,
  classes: number,
  factor: number,
): number {
  let total = 0;
  for (const [row, label] of labels.entries()) {
    const truth = logits[row * classes + label]!;
    let top = 0;
    for (let k = 0; k < classes; k++) top = Math.max(top, logits[row * classes + k]! - truth);
    let sum = 0;
    for (let k = 0; k < classes; k++)
      sum += Math.exp(factor * (logits[row * classes + k]! - truth - top));
    total += factor * top + Math.log(sum);
  }
  return total;
}
