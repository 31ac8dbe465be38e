/** @file One factor for all logits, so that their softmax can be believed. */
import { calibrationMetrics } from "#train/calibration";

/** The factor is looked for between these. */
const [least, most] = [1e-2, 1e3];
const golden = (Math.sqrt(5) - 1) / 2;
const steps = 32;

/**
 * The factor with the smallest mean negative log-likelihood on windows outside the fit (temperature scaling, Guo et al.
 * 2017, arXiv:1706.04599, §4.2), by golden-section search over its logarithm.
 *
 * @param logits `[row, class]`.
 */
export function sharpness(logits: Float32Array, labels: Int32Array, classes: number): number {
  const loss = (exponent: number) => {
    const scaled = logits.map((z) => z * Math.exp(exponent));
    return calibrationMetrics(scaled, labels, classes).nll;
  };
  let [low, high] = [Math.log(least), Math.log(most)];
  for (let i = 0; i < steps; i++) {
    const [a, b] = [high - golden * (high - low), low + golden * (high - low)];
    if (loss(a) < loss(b)) high = b;
    else low = a;
  }
  return Math.exp((low + high) / 2);
}
