/** @file Several teachers, the surer ones heard more: weights by entropy. */
import {
  add,
  div,
  exp,
  logSoftmax,
  mul,
  neg,
  onesLike,
  stack,
  sub,
  sum,
  type Tensor,
} from "@tensorflow/tfjs";
import type { AssistantOptions } from "#distill/assistants";
import type { LossInput } from "#distill/lesson";
import { defineMethod, type Method } from "#distill/method";
import { divergences, weightedMean, weightedTeachers } from "#distill/weighted-teachers";

/**
 * (1 − λ) CE + λ Σ_m w_m KD_m, per sample w_m = (1 − H_m / Σ H) / (M − 1), H the entropy of the teacher's answer. The
 * authors' code divides by M where M − 1 makes weights of sum 1.
 */
export const ebkd: Method<AssistantOptions> = defineMethod({
  ...weightedTeachers,
  name: "ebkd",
  summary: "per sample, the surer a teacher the more it counts",
  source: "Kwon et al. 2020, ICASSP, as in the code of Zhang, Chen, Wang 2022; scale ours",
  needs: ["logits", "labels"],
  laws: ["shift-invariant", "per-sample", "never-negative"],
  loss: (input, { temperature }) =>
    weightedMean(divergences(input, temperature), entropyWeights(input.teachers)),
});

/** Weights of sum 1 over the teachers; equal ones where none has entropy. [teacher, batch] */
export function entropyWeights(teachers: LossInput["teachers"]): Tensor {
  const count = teachers.length;
  const entropy = add(stack(teachers.map(({ logits }) => entropyOf(logits))), 1e-12);
  if (count === 1) return onesLike(entropy);
  return div(sub(1, div(entropy, sum(entropy, 0, true))), count - 1);
}

/** −Σ p log p of softmax(z). [batch, class] → [batch] */
function entropyOf(logits: Tensor): Tensor {
  const logP = logSoftmax(logits);
  return neg(sum(mul(exp(logP), logP), -1));
}
