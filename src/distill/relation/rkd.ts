/** @file Relational knowledge distillation: distances of pairs and angles of triplets. */
import {
  abs,
  add,
  cast,
  div,
  expandDims,
  greater,
  matMul,
  maximum,
  mean,
  minimum,
  mul,
  type Scalar,
  slice,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
} from "@tensorflow/tfjs";
import { requireBatch } from "#distill/batches";
import { type AddedTermOptions, besideKd, normalise } from "#distill/losses";
import { defineMethod, type Method } from "#distill/method";
import { teachersThenStudent } from "#distill/stage";
import { stopGradient } from "#record/layers/stop-gradient";

export interface RkdOptions extends AddedTermOptions {
  /** Weight of the pairs' distances. */
  readonly distance: number;
  /** Weight of the triplets' angles. */
  readonly angle: number;
}

/** Triplets are of so many samples at most, the batch's first: their number is its cube. Up to there order is free. */
const mostInTriplets = 64;

/** CE + β (distance · huber(d) + angle · huber(cos)) + α KD over the features of a batch. */
export const rkd: Method<RkdOptions> = defineMethod({
  name: "rkd",
  summary: "distances and angles between samples follow the teacher's",
  source: "Park et al. 2019, arXiv:1904.05068, eq. 4 to 8; weights of the authors' code",
  teachers: "one",
  needs: ["features", "labels"],
  laws: ["zero-at-teacher", "order-free", "never-negative"],
  options: { beta: 1, alpha: 0, temperature: 4, distance: 25, angle: 50 },
  weights: () => ({ hard: 1, soft: 1 }),
  stages: teachersThenStudent,
  loss(input, options) {
    const [own, taught] = [input.student, input.teachers[0]!].map(({ taps }) => taps.features!);
    requireBatch("rkd", own!);
    const term = add(
      mul(huber(distances(own!), distances(taught!)), options.distance),
      mul(huber(angles(own!), angles(taught!)), options.angle),
    ) as Scalar;
    return besideKd(term, input, options);
  },
});

/** All differences of rows. [batch, feature] → [batch, batch, feature] */
function differences(features: Tensor): Tensor {
  return sub(expandDims(features, 1), expandDims(features, 0));
}

/** Euclidean distances of all pairs, in units of their mean. [batch, feature] → [batch, batch] */
export function distances(features: Tensor): Tensor {
  const squares = sum(square(differences(features)), -1);
  const apart = cast(greater(stopGradient(squares), 1e-12), "float32");
  const found = mul(sqrt(maximum(squares, 1e-12)), apart);
  const average = div(sum(found), maximum(sum(apart), 1));
  return div(found, maximum(average, 1e-6));
}

/** Cosines of the angles of all triplets at their first member. [batch, feature] → [batch, batch, batch] */
export function angles(features: Tensor): Tensor {
  const some = slice(features, 0, Math.min(features.shape[0]!, mostInTriplets));
  const directions = normalise(differences(some));
  return matMul(directions, directions, false, true);
}

/** Mean of x²/2 where |x| < 1, else |x| − ½. */
function huber(a: Tensor, b: Tensor): Scalar {
  const apart = abs(sub(a, b));
  const near = minimum(apart, 1);
  return mean(mul(near, sub(apart, mul(near, 0.5))));
}
