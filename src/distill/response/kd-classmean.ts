/** @file The control of distillation: as certain as the teacher, but alike for all samples of a class. */
import { matMul, mean, mul } from "@tensorflow/tfjs";
import { hardLabels, softenedDivergence } from "#distill/losses";
import { defineMethod, type Method } from "#distill/method";
import { classTargets, sharpened, softTargets } from "#distill/soft-targets";
import { plainTeachers, type Reference } from "#distill/stage";

export interface KdClassmeanOptions {
  /** Softmax temperature τ. */
  readonly temperature: number;
  /** Weight λ of the distillation term; the labels get 1 − λ. */
  readonly lambda: number;
}

/**
 * (1 − λ) CE + λ τ² · KL(q_y ‖ p(zˢ; τ)): q_k is the teacher's mean soft target over the training windows of class k,
 * sharpened to their mean entropy. Where kd is better than this, the student has learnt what the teacher sees in single
 * windows; where it is not, soft targets have only regularised it.
 */
export const kdClassmean: Method<KdClassmeanOptions> = defineMethod<KdClassmeanOptions>({
  name: "kd-classmean",
  summary: "control: the teacher's mean answer per class instead of its answers",
  source: "ours, after Vats and Crandall 2021, arXiv:2112.10047: knowledge or regularisation",
  teachers: "one",
  needs: ["labels"],
  laws: ["shift-invariant", "per-sample", "never-negative"],
  options: { temperature: 4, lambda: 0.9 },
  weights: ({ lambda }) => ({ hard: 1 - lambda, soft: lambda }),
  stages: (teachers, { temperature }) => [
    ...plainTeachers(teachers),
    {
      measure: teachers,
      part: "train",
      constants: (reference) => ({ targets: meanTargets(reference, temperature) }),
    },
    { role: "student", teachers: [] },
  ],
  loss({ student, labels, constants }, { temperature }) {
    const targets = matMul(hardLabels(labels), constants.targets!); // [batch, class]
    return mean(softenedDivergence(student.logits, mul(targets, temperature), temperature));
  },
});

/** Logarithms of every class's target, up to a constant. [class, class] */
export function meanTargets(
  { outputs, labels, classes }: Pick<Reference, "outputs" | "labels" | "classes">,
  temperature: number,
): { readonly data: Float32Array; readonly shape: readonly number[] } {
  const targets = softTargets(outputs[0]!.logits!, temperature);
  const rows = classTargets(targets, labels, classes).map(sharpened);
  return { data: Float32Array.from(rows.flatMap((row) => [...row])), shape: [classes, classes] };
}
