/** @file Correlation congruence, in the form of its authors' code: neighbours in the batch differ alike. */
import { abs, mean, mul, type Scalar, slice, sub, sum, type Tensor } from "@tensorflow/tfjs";
import { requireBatch } from "#distill/batches";
import { type AddedTermOptions, besideKd } from "#distill/losses";
import { defineMethod, type Method } from "#distill/method";
import { chain, linear } from "#distill/parts";
import { teachersThenStudent } from "#distill/stage";
import { requireCounts } from "#record/layers/require-counts";

export interface CcOptions extends AddedTermOptions {
  /** Width of the embeddings of both networks' features. */
  readonly width: number;
}

/** CE + β mean_b Σ_d Δ[b, d] Δ[b + 1, d] + α KD, Δ = |eˢ − eᵗ| of learnt linear embeddings of both features. */
export const cc: Method<CcOptions> = defineMethod({
  name: "cc",
  summary: "embeddings of neighbours in the batch differ from the teacher's in other places",
  source: "Peng et al. 2019, arXiv:1904.01802, as in the authors' code and RepDistiller, not eq. 6",
  teachers: "one",
  needs: ["features", "labels"],
  laws: ["never-negative"],
  options: { beta: 0.02, alpha: 0, temperature: 4, width: 128 },
  weights: () => ({ hard: 1, soft: 1 }),
  stages: teachersThenStudent,
  parts({ student, teachers, nextSeed }, { width }) {
    requireCounts("cc", { width });
    return {
      student: { model: chain(student.taps.features!, linear(width, nextSeed())) },
      teacher: { model: chain(teachers[0]!.taps.features!, linear(width, nextSeed())) },
    };
  },
  loss(input, options) {
    const { student, teachers, parts } = input;
    const own = parts.student!(student.taps.features!);
    requireBatch("cc", own);
    const term = neighbourDistance(own, parts.teacher!(teachers[0]!.taps.features!));
    return besideKd(term, input, options);
  },
});

/** mean_b Σ_d |a − b|[b, d] · |a − b|[b + 1, d]. [batch, width] each */
export function neighbourDistance(a: Tensor, b: Tensor): Scalar {
  const apart = abs(sub(a, b));
  const rows = apart.shape[0]! - 1;
  return mean(sum(mul(slice(apart, 0, rows), slice(apart, 1, rows)), -1));
}
