/** @file Balanced divergences: teacher and student learn together, and the student's entropy decides which divergence weighs more. */
import {
  add,
  cast,
  div,
  greater,
  logSoftmax,
  mean,
  mul,
  neg,
  type Scalar,
  softmax,
  sub,
  sum,
  type Tensor,
} from "@tensorflow/tfjs";
import type { Lawful } from "#distill/law";
import type { Lesson, LessonStep } from "#distill/lesson";
import { accuracy, crossEntropy, softenedDivergence } from "#distill/losses";
import { defineMethod, type Method } from "#distill/method";
import { before } from "#distill/ramps";
import { teachersThenStudent } from "#distill/stage";
import { stopGradient } from "#record/layers/stop-gradient";

export interface BdKdOptions {
  /** Weight α of the divergences beside the labels. */
  readonly alpha: number;
  /** Softmax temperature τ, of divergences and entropies. */
  readonly temperature: number;
  /** Weight ν > 1 of the divergence that the student needs more; the other has weight 1. */
  readonly nu: number;
  /** Share of the epochs with ν = 1: at first both networks are near uniform, and entropies are noise. */
  readonly warmUp: number;
  /** The teacher is trained before, and stays as it is. */
  readonly offline: boolean;
}

/**
 * Student: CE + α τ² mean(w_F KL(pᵗ ‖ pˢ) + w_R KL(pˢ ‖ pᵗ)); where it is sharper than the teacher w_F = ν, else w_R = ν.
 * Teacher, in the same step: CE + α τ² KL(pˢ ‖ pᵗ). Which side gets ν, and the teacher's loss, are reconstructed.
 */
export const bdKd: Method<BdKdOptions> = defineMethod<BdKdOptions>({
  name: "bd-kd",
  summary: "student and teacher learn together, by forward and reverse KL in balance",
  source: "Amara et al. 2022, arXiv:2212.12965 (weights reconstructed; 5 of 200 epochs warm up)",
  teachers: "one",
  needs: ["labels"],
  laws: ["zero-at-teacher", "shift-invariant", "per-sample", "never-negative"],
  options: { alpha: 1, temperature: 2, nu: 2, warmUp: 5 / 200, offline: false },
  weights: ({ alpha }) => ({ hard: 1, soft: alpha }),
  stages(teachers, { offline }) {
    if (offline) return teachersThenStudent(teachers);
    const [teacher] = teachers as [string];
    const lesson = together(teacher);
    return [{ role: "student", teachers: [], peers: { [teacher]: { of: teacher } }, lesson }];
  },
  loss: ({ student, teachers: [teacher], progress }, options) =>
    balancedDivergence(student.logits, teacher!.logits, progress, options),
});

/** Both in one step, each with an optimizer of its own. */
function together(teacher: string): Lesson<BdKdOptions> & Lawful {
  return {
    laws: ["shift-invariant", "per-sample", "never-negative"],
    weights: bdKd.weights,
    run(step, options) {
      const student = learnStudent(step, teacher, options);
      const { loss } = learnTeacher(step, teacher, options);
      return { ...student, teacher: loss };
    },
  };
}

function learnStudent(step: LessonStep, teacher: string, options: BdKdOptions) {
  const { labels, progress } = step;
  return step.minimize("student", () => {
    const { logits } = step.apply("student");
    const target = step.apply(teacher).logits;
    const apart = balancedDivergence(logits, target, progress, options);
    const loss: Scalar = add(crossEntropy(logits, labels), mul(apart, options.alpha));
    return { loss, accuracy: accuracy(logits, labels) };
  });
}

function learnTeacher(step: LessonStep, teacher: string, { alpha, temperature }: BdKdOptions) {
  return step.minimize(teacher, () => {
    const { logits } = step.apply(teacher);
    const target = step.apply("student").logits;
    const apart = mean(softenedDivergence(logits, target, temperature));
    const loss: Scalar = add(crossEntropy(logits, step.labels), mul(apart, alpha));
    return { loss };
  });
}

/** τ² mean(w_F KL(pᵗ ‖ pˢ) + w_R KL(pˢ ‖ pᵗ)). [batch, class] */
export function balancedDivergence(
  student: Tensor,
  teacher: Tensor,
  progress: Scalar,
  { nu, temperature, warmUp }: Pick<BdKdOptions, "nu" | "temperature" | "warmUp">,
): Scalar {
  const [own, wanted] = [student, teacher].map((z) => entropy(div(stopGradient(z), temperature)));
  const tooSharp = cast(greater(wanted!, own!), "float32"); // [batch]
  const extra = mul(sub(1, before(progress, warmUp)), nu - 1);
  const forward = softenedDivergence(student, teacher, temperature);
  const reverse = softenedDivergence(teacher, student, temperature);
  return mean(
    add(
      mul(add(1, mul(extra, tooSharp)), forward),
      mul(add(1, mul(extra, sub(1, tooSharp))), reverse),
    ),
  );
}

/** −Σ p log p. logits [batch, class] → [batch] */
function entropy(logits: Tensor): Tensor {
  return neg(sum(mul(softmax(logits), logSoftmax(logits)), -1));
}
