/** @file Similarity-preserving distillation: which samples of a batch look alike. */
import {
  div,
  matMul,
  reshape,
  type Scalar,
  squaredDifference,
  sum,
  type Tensor,
} from "@tensorflow/tfjs";
import { requireBatch } from "#distill/batches";
import { mapPairs } from "#distill/feature-maps";
import { type AddedTermOptions, besideKd, normalise } from "#distill/losses";
import { defineMethod, type Method } from "#distill/method";
import { teachersThenStudent } from "#distill/stage";

/** CE + β Σ (Qˢ − Qᵗ)²/B² + α KD, Q = flat(F) flat(F)ᵀ of the last maps, rows of norm 1. */
export const sp: Method<AddedTermOptions> = defineMethod({
  name: "sp",
  summary: "samples alike to the teacher are alike to the student, by inner products",
  source: "Tung and Mori 2019, arXiv:1907.09682, eq. 4; β of RepDistiller",
  teachers: "one",
  needs: ["last-map", "labels"],
  laws: ["zero-at-teacher", "order-free", "never-negative"],
  options: { beta: 3000, alpha: 0, temperature: 4 },
  weights: () => ({ hard: 1, soft: 1 }),
  stages: teachersThenStudent,
  loss(input, options) {
    const { student, teachers } = input;
    const [own, taught] = mapPairs("sp", student.taps, teachers[0]!.taps).at(-1)!;
    requireBatch("sp", own);
    return besideKd(similarityDistance(own, taught), input, options);
  },
});

/** Mean squared difference of the two matrices. Shapes after the batch may differ. */
export function similarityDistance(a: Tensor, b: Tensor): Scalar {
  const size = a.shape[0]!;
  return div(sum(squaredDifference(similarities(a), similarities(b))), size ** 2);
}

function similarities(map: Tensor): Tensor {
  const flat = reshape(map, [map.shape[0]!, -1]);
  return normalise(matMul(flat, flat, false, true));
}
