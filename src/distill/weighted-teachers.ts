/** @file Several teachers at once, each with a weight. */
import {
  add,
  div,
  exp,
  gather,
  log,
  logSoftmax,
  logSumExp,
  maximum,
  mean,
  mul,
  type Scalar,
  stack,
  sub,
  sum,
  type Tensor,
} from "@tensorflow/tfjs";
import type { AssistantOptions } from "./assistants.ts";
import type { LossInput } from "./lesson.ts";
import { softenedDivergence } from "./losses.ts";
import type { Method } from "./method.ts";
import { teachersThenStudent } from "./stage.ts";

/** What methods have in common whose term is (1 − λ) CE + λ Σ_m w_m KD_m. */
export const weightedTeachers: Pick<
  Method<AssistantOptions>,
  "teachers" | "options" | "weights" | "stages"
> = {
  teachers: "several",
  options: { temperature: 4, lambda: 0.9 },
  weights: ({ lambda }) => ({ hard: 1 - lambda, soft: lambda }),
  stages: teachersThenStudent,
};

/** τ² KL(p(zᵗ; τ) ‖ p(zˢ; τ)) of every teacher and sample. [teacher, batch] */
export function divergences(
  { student, teachers }: Pick<LossInput, "student" | "teachers">,
  temperature: number,
): Tensor {
  return stack(
    teachers.map(({ logits }) => softenedDivergence(student.logits, logits, temperature)),
  );
}

/** Mean over the batch of Σ_m w_m t_m. terms [teacher, batch], weights [teacher, batch] or [teacher, 1] */
export function weightedMean(terms: Tensor, weights: Tensor): Scalar {
  return mean(sum(mul(terms, weights), 0));
}

/** τ² · mean KL(Σ w p(z; τ) ‖ p(zˢ; τ)); logarithms throughout, so that nothing is 0 · ∞. */
export function mixtureDivergence(
  student: Tensor,
  members: readonly Tensor[],
  weights: Tensor,
  temperature: number,
): Scalar {
  const shares = log(maximum(weights, 1e-30)); // [member]
  const terms = members.map((z, i) => add(logSoftmax(div(z, temperature)), gather(shares, i)));
  const target = logSumExp(stack(terms), 0); // [batch, class]
  const apart = sub(target, logSoftmax(div(student, temperature)));
  return mul(mean<Scalar>(sum(mul(exp(target), apart), -1)), temperature ** 2);
}
