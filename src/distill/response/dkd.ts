/** @file Decoupled knowledge distillation: the labelled class against the rest, and the rest among themselves. */
import { add, div, exp, logSumExp, mean, mul, sub, sum, type Tensor } from "@tensorflow/tfjs";
import { hardLabels, softenedDivergence } from "#distill/losses";
import { defineMethod, type Method } from "#distill/method";
import { warmedUp } from "#distill/ramps";
import { teachersThenStudent } from "#distill/stage";

export interface DkdOptions {
  /** Softmax temperature τ. */
  readonly temperature: number;
  /** Weight α of the divergence between "the labelled class" and "another one". */
  readonly alpha: number;
  /** Weight β of the divergence among the other classes. */
  readonly beta: number;
  /** Share of the training over which the term's weight rises from 0 to 1. */
  readonly warmup: number;
}

/** CE + α TCKD + β NCKD. With α = 1 and β = 1 − pᵗ[y] per sample it would be knowledge distillation. */
export const dkd: Method<DkdOptions> = defineMethod({
  name: "dkd",
  summary: "decoupled: labelled class against the rest, and the rest among themselves",
  source:
    "Zhao et al. 2022, arXiv:2203.08679, eq. 7; warm-up of the authors' code, 20 epochs of 240",
  teachers: "one",
  needs: ["logits", "labels"],
  laws: ["zero-at-teacher", "shift-invariant", "per-sample", "never-negative"],
  options: { temperature: 4, alpha: 1, beta: 8, warmup: 20 / 240 },
  weights: ({ warmup }, progress) => ({ hard: 1, soft: warmedUp(progress, warmup) }),
  stages: teachersThenStudent,
  loss({ student, teachers: [teacher], labels }, { temperature, alpha, beta }) {
    const { target, others } = decoupled(student.logits, teacher!.logits, labels, temperature);
    return mean(add(mul(target, alpha), mul(others, beta)));
  },
});

export interface Decoupled {
  /** TCKD: τ² · KL of (labelled class, rest). [batch] */
  readonly target: Tensor;
  /** NCKD: τ² · KL of the other classes, renormalised. [batch] */
  readonly others: Tensor;
}

/** The two parts of the divergence; of soft labels the largest counts. */
export function decoupled(
  student: Tensor,
  teacher: Tensor,
  labels: Tensor,
  temperature: number,
): Decoupled {
  const mask = hardLabels(labels);
  const s = split(div(student, temperature), mask);
  const t = split(div(teacher, temperature), mask);
  const target = add(
    mul(exp(t.logTarget), sub(t.logTarget, s.logTarget)),
    mul(exp(t.logRest), sub(t.logRest, s.logRest)),
  );
  const scale = temperature ** 2;
  return { target: mul(target, scale), others: mul(softenedDivergence(s.rest, t.rest, 1), scale) };
}

/** In the place of the labelled logit: below all others, and no infinity. */
const farBelow = -1e5;

/** log p[y], log(1 − p[y]), and the logits without that of y. */
function split(z: Tensor, mask: Tensor) {
  const rest = add(mul(z, sub(1, mask)), mul(mask, farBelow)); // [batch, class]
  const all = logSumExp(z, -1);
  return {
    rest,
    logTarget: sub(sum(mul(z, mask), -1), all),
    logRest: sub(logSumExp(rest, -1), all),
  };
}
