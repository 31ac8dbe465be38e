/**
 * @file How much a student says what its teachers say, right or wrong: Stanton et al. 2021, "Does knowledge
 * distillation really work?", arXiv:2106.05945, §2.
 */
import { logSoftmaxRow } from "./calibration.ts";
import { argmaxRows } from "./metrics.ts";

export interface Fidelity {
  /** Share of samples for which both name the same class. */
  readonly agreement: number;
  /** Mean KL(teacher ‖ student), in nats. */
  readonly divergence: number;
}

/** Of logits `[sample, class]`; several teachers count as the mean of their probabilities. */
export function fidelity(
  student: ArrayLike<number>,
  teachers: readonly ArrayLike<number>[],
  classes: number,
): Fidelity {
  const samples = student.length / classes;
  const taught = meanProbabilities(teachers, classes);
  const [own, theirs] = [argmaxRows(student, classes), argmaxRows(taught, classes)];
  let divergence = 0;
  for (let n = 0; n < samples; n++) {
    const row = logSoftmaxRow(student, n * classes, classes);
    for (const [k, log] of row.entries()) {
      const p = taught[n * classes + k]!;
      if (p > 0) divergence += (p * (Math.log(p) - log)) / samples;
    }
  }
  return { agreement: own.filter((k, n) => k === theirs[n]).length / samples, divergence };
}

function meanProbabilities(teachers: readonly ArrayLike<number>[], classes: number): Float64Array {
  const mean = new Float64Array(teachers[0]!.length);
  for (const logits of teachers)
    for (let offset = 0; offset < mean.length; offset += classes)
      for (const [k, log] of logSoftmaxRow(logits, offset, classes).entries())
        mean[offset + k]! += Math.exp(log) / teachers.length;
  return mean;
}
