/** @file Knowledge distillation without a teacher: from an earlier self, or from a virtual one. */
import { add, log, mean, mul, type Tensor } from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import { hardLabels, softenedDivergence } from "#distill/losses";
import { defineMethod, type Method } from "#distill/method";

export interface TfKdOptions {
  /** "virtual": made from the label; "self": the same network, trained on the labels before. */
  readonly teacher: string;
  /** Probability that the virtual teacher gives the label. */
  readonly correct: number;
  /** Softmax temperature τ. At 1 the virtual teacher is label smoothing. */
  readonly temperature: number;
  /** Weight λ of the distillation term; the labels get 1 − λ. */
  readonly lambda: number;
}

/**
 * (1 − λ) CE + λ τ² KL(p(zᵗ; τ) ‖ p(zˢ; τ)), with zᵗ of an earlier self, or the logarithm of a distribution that gives
 * `correct` to the label and the rest in equal shares to the others.
 */
export const tfKd: Method<TfKdOptions> = defineMethod<TfKdOptions>({
  name: "tf-kd",
  summary: "teacher-free: from an earlier self or a virtual teacher",
  source: "Yuan et al. 2020, arXiv:1909.11723, eq. 9; temperature of the authors' code, λ ours",
  teachers: "none",
  needs: ["labels"],
  laws: ["shift-invariant", "per-sample", "never-negative"],
  options: { teacher: "virtual", correct: 0.99, temperature: 20, lambda: 0.5 },
  weights: ({ lambda }) => ({ hard: 1 - lambda, soft: lambda }),
  stages(_, { teacher }) {
    if (teacher === "virtual") return [{ role: "student", teachers: [] }];
    if (teacher !== "self") {
      throw new UserError(`tf-kd: teacher must be "virtual" or "self", got "${teacher}"`);
    }
    return [
      { role: "earlier-self", teachers: [], network: { of: "student" } },
      { role: "student", teachers: ["earlier-self"] },
    ];
  },
  loss({ student, teachers: [self], labels }, { correct, temperature }) {
    const target = self?.logits ?? virtualLogits(labels, correct);
    return mean(softenedDivergence(student.logits, target, temperature));
  },
});

/** Logits of the virtual teacher. [batch, class] */
export function virtualLogits(labels: Tensor, correct: number): Tensor {
  const others = (1 - correct) / (labels.shape[1]! - 1);
  return log(add(mul(hardLabels(labels), correct - others), others));
}
