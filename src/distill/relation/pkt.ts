/** @file Probabilistic knowledge transfer: whom each sample is likely to be near. */
import {
  add,
  div,
  log,
  matMul,
  mean,
  mul,
  type Scalar,
  sub,
  sum,
  type Tensor,
} from "@tensorflow/tfjs";
import { requireBatch } from "#distill/batches";
import { type AddedTermOptions, besideKd, normalise } from "#distill/losses";
import { defineMethod, type Method } from "#distill/method";
import { teachersThenStudent } from "#distill/stage";

/** CE + β mean Pᵗ log(Pᵗ/Pˢ) + α KD, P = cosines of features mapped to 0 … 1, each row summing to 1. */
export const pkt: Method<AddedTermOptions> = defineMethod({
  name: "pkt",
  summary: "each sample's likely neighbours are the teacher's",
  source: "Passalis and Tefas 2018, arXiv:1803.10837, eq. 6 and 7; β of RepDistiller",
  teachers: "one",
  needs: ["features", "labels"],
  laws: ["zero-at-teacher", "order-free", "never-negative"],
  options: { beta: 30_000, alpha: 0, temperature: 4 },
  weights: () => ({ hard: 1, soft: 1 }),
  stages: teachersThenStudent,
  loss(input, options) {
    const [own, taught] = [input.student, input.teachers[0]!].map(({ taps }) => taps.features!);
    requireBatch("pkt", own!);
    return besideKd(neighbourDivergence(own!, taught!), input, options);
  },
});

const epsilon = 1e-7;

/** Mean over all pairs of Pᵗ log(Pᵗ/Pˢ). [batch, feature] each */
export function neighbourDivergence(student: Tensor, teacher: Tensor): Scalar {
  const [p, q] = [neighbours(teacher), neighbours(student)];
  return mean(mul(p, sub(log(add(p, epsilon)), log(add(q, epsilon)))));
}

function neighbours(features: Tensor): Tensor {
  const unit = normalise(features);
  const likely = div(add(matMul(unit, unit, false, true), 1), 2);
  return div(likely, sum(likely, 1, true));
}
