/** @file Knowledge distillation as it began. */
import { mean, mul } from "@tensorflow/tfjs";
import { isRight, softenedDivergence, standardiseLogits } from "#distill/losses";
import { defineMethod, type Method } from "#distill/method";
import { teachersThenStudent } from "#distill/stage";

export interface KdOptions {
  /** Softmax temperature T; a higher T shows more of the teacher's "dark knowledge". */
  readonly temperature: number;
  /** Weight λ of the distillation term; the labels get 1 − λ. */
  readonly lambda: number;
  /** Compare logits of mean 0 and standard deviation 1 per sample (Sun et al. 2024, arXiv:2403.01427, algorithm 1). */
  readonly standardise: boolean;
  /** Learn only from samples on which the teacher is right; the others count as 0 (the code that came before `pskd`). */
  readonly guided: boolean;
}

/** Match the teacher's softened class probabilities: (1 − λ) CE + λ T² · KL(softmax(zᵗ/T) ‖ softmax(zˢ/T)). */
export const kd: Method<KdOptions> = defineMethod({
  name: "kd",
  summary: "match one teacher's softened probabilities",
  source: "Hinton, Vinyals, Dean 2015, arXiv:1503.02531, §2",
  teachers: "one",
  needs: ["logits", "labels"],
  laws: ["zero-at-teacher", "shift-invariant", "per-sample", "never-negative"],
  options: { temperature: 4, lambda: 0.9, standardise: false, guided: false },
  weights: ({ lambda }) => ({ hard: 1 - lambda, soft: lambda }),
  stages: teachersThenStudent,
  loss({ student, teachers: [teacher], labels }, { temperature, standardise, guided }) {
    const [zs, zt] = [student.logits, teacher!.logits].map((z) =>
      standardise ? standardiseLogits(z) : z,
    );
    const apart = softenedDivergence(zs!, zt!, temperature); // [batch]
    return mean(guided ? mul(apart, isRight(teacher!.logits, labels)) : apart);
  },
});
