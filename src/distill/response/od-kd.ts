/** @file What detectors learn from detectors, for classifiers: weighted classes, and an error bounded by the teacher's. */
import {
  add,
  cast,
  greater,
  logSoftmax,
  mean,
  mul,
  neg,
  oneHot,
  type Scalar,
  softmax,
  squaredDifference,
  sum,
  type Tensor,
  tensor1d,
} from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import { mapPairs, sameLength } from "#distill/feature-maps";
import { meanSquare } from "#distill/losses";
import { defineMethod, type Method } from "#distill/method";
import { chain, linear } from "#distill/parts";
import { teachersThenStudent } from "#distill/stage";
import { stopGradient } from "#record/layers/stop-gradient";

export interface OdKdOptions {
  /** Weight μ of the labels; the teacher's probabilities get 1 − μ. */
  readonly mu: number;
  /** Index of the class that stands for "nothing of interest" (rest, null); −1: there is none. */
  readonly background: number;
  /** Weight of that class in the soft cross-entropy; 1 for others. */
  readonly backgroundWeight: number;
  /** Weight ν of the bounded error. */
  readonly nu: number;
  /** A student may be worse than the teacher by this much before its error counts (below 0: must be better). */
  readonly margin: number;
  /** Weight of the hint: the middle one of the paired maps. */
  readonly hint: number;
}

/**
 * μ CE − (1 − μ) Σ_k w_k pᵗ_k log pˢ_k + ν L_b + hint · ‖adapt(Fˢ) − Fᵗ‖². The bounded error L_b of detection's regression
 * is taken of the probabilities here: ‖pˢ − y‖² where it exceeds that of the teacher.
 */
export const odKd: Method<OdKdOptions> = defineMethod({
  name: "od-kd",
  summary: "class-weighted soft labels, an error bounded by the teacher's, a hint",
  source: "Chen et al. 2017, NeurIPS, eq. 2 to 6; bounded error on probabilities is ours",
  teachers: "one",
  needs: ["logits", "maps", "labels"],
  laws: ["shift-invariant", "per-sample", "never-negative"],
  options: { mu: 0.5, background: -1, backgroundWeight: 1.5, nu: 0.5, margin: 0, hint: 0.5 },
  weights: ({ mu }) => ({ hard: mu, soft: 1 }),
  stages: teachersThenStudent,
  parts({ student, teachers: [teacher], nextSeed }) {
    const [own, taught] = middle(mapPairs("od-kd", student.taps, teacher!.taps));
    return { adapt: { model: chain(own, linear(taught.at(-1)!, nextSeed())) } };
  },
  loss({ student, teachers: [teacher], labels, parts }, options) {
    const { mu, nu, margin, hint } = options;
    const [pt, ps] = [softmax(teacher!.logits), softmax(student.logits)];
    const weights = classWeights(labels.shape[1]!, options);
    const soft = mean(neg(sum(mul(mul(weights, pt), logSoftmax(student.logits)), -1)));
    const [own, taught] = middle(mapPairs("od-kd", student.taps, teacher!.taps));
    const hinted = meanSquare(...sameLength([parts.adapt!(own), taught]));
    const bounded = mean(teacherBounded(ps, pt, labels, margin));
    return add(add(mul(soft, 1 - mu), mul(bounded, nu)), mul(hinted, hint)) as Scalar;
  },
});

/** ‖rˢ − y‖² where it exceeds ‖rᵗ − y‖² less the margin, else 0. [batch, value] each → [batch] */
export function teacherBounded(
  student: Tensor,
  teacher: Tensor,
  target: Tensor,
  margin: number,
): Tensor {
  const own = sum(squaredDifference(student, target), -1);
  const bound = sum(squaredDifference(teacher, target), -1);
  return mul(own, cast(greater(add(stopGradient(own), margin), bound), "float32"));
}

function classWeights(classes: number, { background, backgroundWeight }: OdKdOptions): Tensor {
  if (background >= classes) {
    throw new UserError(
      `od-kd: background must be the index of one of ${classes} classes, got ${background}`,
      "leave it out where no class stands for nothing",
    );
  }
  const mask = oneHot(tensor1d([background], "int32"), classes); // −1: all zeros
  return add(mul(mask, backgroundWeight - 1), 1); // [1, class]
}

/** The middle pair: a hint neither too close to the input nor to the answer. */
function middle<T>(pairs: readonly T[]): T {
  return pairs[Math.floor(pairs.length / 2)]!;
}
