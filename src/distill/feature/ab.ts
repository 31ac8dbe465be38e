/** @file Activation boundaries: the student's units are on where the teacher's are. */
import {
  add,
  cast,
  greater,
  mul,
  relu,
  type Scalar,
  square,
  sub,
  sum,
  type Tensor,
} from "@tensorflow/tfjs";
import { mapPairs, sameLength } from "#distill/feature-maps";
import type { LossInput, Part, PartContext } from "#distill/lesson";
import { type AddedTermOptions, total } from "#distill/losses";
import { defineMethod, type Method } from "#distill/method";
import { chain, linear, norm } from "#distill/parts";
import { labelsAndKd, studentTwice } from "#distill/pre-stage";

export interface AbOptions extends AddedTermOptions {
  /** How far beyond the boundary a unit has to be. */
  readonly margin: number;
  /** Share of the epochs spent on the boundaries, before the labels. */
  readonly preStage: number;
}

/**
 * First β Σ_l 2^(l − L) · 3/1000 · Σ of squared distances to the margin on the teacher's side of 0, of the student's maps
 * through a convolution of kernel 1 and batch normalisation; then CE + α KD. Behind a ReLU, a teacher's map is positive
 * where its pre-activation is.
 */
export const ab: Method<AbOptions> = defineMethod<AbOptions>({
  name: "ab",
  summary: "first the teacher's activation boundaries, then the labels",
  source:
    "Heo et al. 2019, arXiv:1811.03233, eq. 4; scale and 30 epochs of 240 of the authors' code",
  teachers: "one",
  needs: ["maps", "logits", "labels"],
  options: { beta: 1, alpha: 0, temperature: 4, margin: 1, preStage: 30 / 240 },
  stages: (teachers, { preStage }) =>
    studentTwice(teachers, preStage, {
      laws: ["order-free", "never-negative"],
      loss: boundaryLoss,
      parts: connectors,
    }),
  ...labelsAndKd,
});

function connectors({ student, teachers, nextSeed }: PartContext): Record<string, Part> {
  const pairs = mapPairs("ab", student.taps, teachers[0]!.taps);
  const parts = pairs.map(([own, taught], i): [string, Part] => [
    `connector${i}`,
    { model: chain(own, linear(taught.at(-1)!, nextSeed(), { bias: false }), norm()) },
  ]);
  return Object.fromEntries(parts);
}

function boundaryLoss({ student, teachers, parts }: LossInput, options: AbOptions): Scalar {
  const pairs = mapPairs("ab", student.taps, teachers[0]!.taps);
  const terms = pairs.map(([own, taught], i) => {
    const [s, t] = sameLength([parts[`connector${i}`]!(own), taught]);
    const scale = (2 ** (i - pairs.length + 1) * 3) / 1000 / s.shape[0]!;
    return mul(sum(crossing(s, t, options.margin)), scale) as Scalar;
  });
  return mul(total(terms), options.beta);
}

/**
 * (s + m)² where s > −m and the teacher is off; (s − m)² where s ≤ m and it is on; else 0: one square of a rectified
 * distance, s turned round where the teacher is on. Any shape.
 */
export function crossing(student: Tensor, teacher: Tensor, margin: number): Tensor {
  const side = sub(1, mul(cast(greater(teacher, 0), "float32"), 2)); // −1: on, 1: off
  return square(relu(add(mul(side, student), margin)));
}
