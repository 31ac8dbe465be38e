/** @file Several teachers, heard the more the less they err on the sample, in answers and in features. */
import {
  add,
  cast,
  div,
  greater,
  mean,
  mul,
  onesLike,
  type Scalar,
  softmax,
  squaredDifference,
  stack,
  sub,
  type Tensor,
  transpose,
} from "@tensorflow/tfjs";
import { alignTime, mapPairs } from "#distill/feature-maps";
import { frozenTail } from "#distill/frozen-tail";
import type { LossInput, Part, PartContext } from "#distill/lesson";
import { crossEntropyPerSample } from "#distill/losses";
import { defineMethod, type Method } from "#distill/method";
import { type Moments, momentsOf, normedLinear, normedLinearParts } from "#distill/normed-linear";
import { teachersThenStudent } from "#distill/stage";
import { divergences, weightedMean } from "#distill/weighted-teachers";

export interface CaMkdOptions {
  /** Softmax temperature τ. */
  readonly temperature: number;
  /** Weight α of the answers. */
  readonly alpha: number;
  /** Weight β of the features. */
  readonly beta: number;
}

/**
 * CE + α/M Σ_m w_m KD_m + β/M Σ_m w′_m MSE(r_m(Fˢ), F_m), per sample w_m = (1 − softmax_m(c)) / (M − 1) of the
 * teachers' cross-entropies c, and w′ likewise of those that each teacher's layers above its last map F_m give on the
 * regressed map r_m(Fˢ). One teacher has weight 1. Features join after the first epoch; no ReLU behind the regressors, as
 * maps may be negative.
 */
export const caMkd: Method<CaMkdOptions> = defineMethod<CaMkdOptions>({
  name: "ca-mkd",
  summary: "per sample, the less a teacher errs the more it counts, in answers and features",
  source: "Zhang, Chen, Wang 2022, arXiv:2201.00007; defaults and scale of the authors' code",
  teachers: "several",
  needs: ["logits", "last-map", "labels"],
  laws: ["order-free", "shift-invariant", "never-negative"],
  options: { temperature: 4, alpha: 1, beta: 50 },
  weights: () => ({ hard: 1, soft: 1 }),
  stages: teachersThenStudent,
  parts: regressorsAndTails,
  loss(input, { temperature, alpha, beta }) {
    const features = mul(featureTerm(input), cast(greater(input.progress, 0), "float32"));
    return add(mul(responseTerm(input, temperature), alpha), mul(features, beta));
  },
});

/** For every teacher a regressor to its last map, and its layers from there to the logits. */
function regressorsAndTails({ student, teachers, nextSeed }: PartContext): Record<string, Part> {
  const parts = teachers.flatMap(({ taps, network }, m): [string, Part][] => {
    const [own, taught] = mapPairs("ca-mkd", student.taps, taps).at(-1)!;
    return [
      ...normedLinearParts(`regressor${m}`, own.at(-1)!, taught.at(-1)!, nextSeed),
      [`tail${m}`, frozenTail(network!)],
    ];
  });
  return Object.fromEntries(parts);
}

/** 1/M Σ_m w_m KD_m */
export function responseTerm(
  { student, teachers, labels }: Pick<LossInput, "student" | "teachers" | "labels">,
  temperature: number,
): Scalar {
  const errors = teachers.map(({ logits }) => crossEntropyPerSample(logits, labels));
  const terms = divergences({ student, teachers }, temperature);
  return div(weightedMean(terms, confidenceWeights(stack(errors))), teachers.length);
}

/** 1/M Σ_m w′_m MSE(r_m(Fˢ), F_m) */
function featureTerm({ student, teachers, labels, parts }: LossInput): Scalar {
  const asLong = new Map<number, { own: Tensor; moments: Moments }>(); // teachers of one kind share them
  const each = teachers.map(({ taps }, m) => {
    const [map, taught] = mapPairs("ca-mkd", student.taps, taps).at(-1)!;
    const length = taught.shape[1]!;
    const { own, moments } = asLong.get(length) ?? withMoments(alignTime(map, length));
    asLong.set(length, { own, moments });
    const regressed = normedLinear(own, parts, `regressor${m}`, moments);
    return {
      distance: mean(squaredDifference(regressed, taught), [1, 2]), // [batch]
      error: crossEntropyPerSample(parts[`tail${m}`]!(regressed), labels), // [batch]
    };
  });
  const weights = confidenceWeights(stack(each.map(({ error }) => error)));
  return div(weightedMean(stack(each.map(({ distance }) => distance)), weights), teachers.length);
}

function withMoments(own: Tensor) {
  return { own, moments: momentsOf(own) };
}

/** Weights of sum 1 over the teachers: (1 − softmax(errors)) / (M − 1). errors [teacher, batch] → the same shape */
export function confidenceWeights(errors: Tensor): Tensor {
  const count = errors.shape[0]!;
  if (count === 1) return onesLike(errors);
  return div(sub(1, transpose(softmax(transpose(errors)))), count - 1);
}
