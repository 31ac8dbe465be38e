/** @file Mixup inside distillation: of part of the batch, with standardised logits. */
import {
  add,
  cast,
  cos,
  div,
  equal,
  floor,
  gather,
  less,
  max,
  mean,
  mul,
  pow,
  range,
  reshape,
  sqrt,
  square,
  sub,
  type Tensor,
  type Tensor1D,
  topk,
} from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import { mapValues } from "#core/map-values";
import type { StepBatch, StepInput } from "#distill/lesson";
import { crossEntropy, softenedDivergence, standardiseLogits } from "#distill/losses";
import { defineMethod, type Method } from "#distill/method";
import { teachersThenStudent } from "#distill/stage";

export interface MixKdOptions {
  /** Weight γ of the cross-entropy with the mixed labels. */
  readonly gamma: number;
  /** Weight α of the divergence from the teacher. */
  readonly alpha: number;
  /** Mixing weights are drawn from Beta(c, c). */
  readonly concentration: number;
  /** Share r of the batch that is not mixed. */
  readonly unmixed: number;
  /** "without" replacement: exactly that share; "with": as in the authors' code, where r = 0.9 leaves 59 % unmixed. */
  readonly pick: string;
}

/**
 * γ CE(s(zˢ), q̃) + α KL(softmax s(zᵗ) ‖ softmax s(zˢ)), both networks on the mixed batch x̃ = a x_i + (1 − a) x_j with
 * q̃ = a y_i + (1 − a) y_j; s(z) has the standard deviation 1 in place of a temperature. Logged accuracy counts the
 * larger ingredient.
 */
export const mixKd: Method<MixKdOptions> = defineMethod({
  name: "mix-kd",
  summary: "partial mixup, standardised logits instead of a temperature",
  source: "Choi et al. 2023, WACV, arXiv:2211.03946; defaults of the authors' code",
  teachers: "one",
  needs: ["logits", "labels", "live-rows"],
  laws: ["shift-invariant", "per-sample", "never-negative"],
  options: { gamma: 0.1, alpha: 0.9, concentration: 1, unmixed: 0.9, pick: "without" },
  weights: () => ({ hard: 0, soft: 1 }),
  stages: teachersThenStudent,
  transform: mixBatch,
  loss({ student, teachers: [teacher], labels }, { gamma, alpha }) {
    const [zs, zt] = [standardiseLogits(student.logits), standardiseLogits(teacher!.logits)];
    return add(
      mul(crossEntropy(zs, labels), gamma),
      mul(mean(softenedDivergence(zs, zt, 1)), alpha),
    );
  },
});

/** The batch, shuffled before it came, and another order of it, mixed row by row; unmixed rows first where their number is fixed. */
export function mixBatch(
  { windows, labels, sampleIds }: StepBatch,
  noise: StepInput["noise"],
  { concentration, unmixed, pick }: MixKdOptions,
): StepBatch {
  const size = labels.shape[0]!;
  const partners = shuffled(size, noise);
  const kept = keptRows(size, unmixed, pick, noise);
  const drawn = symmetricBeta(concentration, noise([size]), noise([size]));
  const share = add(kept, mul(sub(1, kept), drawn)); // [batch]
  const mix = (x: Tensor) => {
    const a = reshape(share, [size, ...x.shape.slice(1).map(() => 1)]);
    return add(mul(x, a), mul(gather(x, partners), sub(1, a)));
  };
  return {
    windows: mapValues(windows, mix),
    labels: mix(labels),
    sampleIds,
    unchanged: pick === "without" ? Math.floor(unmixed * size) : 0,
  };
}

/** 0 … size − 1 in random order. */
function shuffled(size: number, noise: StepInput["noise"]): Tensor1D {
  return topk(noise([size]), size).indices as Tensor1D;
}

/** 1 where a row stays unmixed. [batch] */
function keptRows(size: number, share: number, pick: string, noise: StepInput["noise"]): Tensor {
  const count = Math.floor(share * size);
  const rows = range(0, size);
  if (pick === "without" || count === 0) return cast(less(rows, count), "float32");
  if (pick !== "with") {
    throw new UserError(`mix-kd: pick must be "without" or "with", got "${pick}"`);
  }
  const picked = floor(mul(noise([count]), size)); // [pick]
  return max(cast(equal(reshape(picked, [count, 1]), rows), "float32"), 0);
}

/**
 * Beta(c, c) from two uniform numbers, by Student's t with 2c degrees of freedom.
 * Source: Devroye 1996, "Random variate generation in one line of code", §2; Bailey 1994.
 */
export function symmetricBeta(concentration: number, u: Tensor, v: Tensor): Tensor {
  const power = pow(u, 1 / concentration);
  const cosine = cos(mul(v, 2 * Math.PI));
  const ratio = div(power, sub(1 + 1e-7, power));
  return div(add(1, div(cosine, sqrt(add(ratio, add(square(cosine), 1e-12))))), 2);
}
