/** @file Variational information distillation: regress the teacher's maps, and learn how sure to be of each channel. */
import {
  add,
  cast,
  div,
  greater,
  layers,
  log,
  maximum,
  mean,
  moments,
  mul,
  type Scalar,
  softplus,
  squaredDifference,
  sum,
  type Tensor,
} from "@tensorflow/tfjs";
import { mapPairs, sameLength } from "#distill/feature-maps";
import type { Part } from "#distill/lesson";
import { type AddedTermOptions, besideKd, total } from "#distill/losses";
import { defineMethod, type Method } from "#distill/method";
import { chain, linear, readVector, vector } from "#distill/parts";
import { teachersThenStudent } from "#distill/stage";

export interface VidOptions extends AddedTermOptions {
  /** Most channels inside the regressors. RepDistiller's are as wide as the teacher: with a wide one they cost a tiny student four steps of its own. */
  readonly width: number;
}

/** CE + β Σ_l mean ½ [(μ(Fˢ) − Fᵗ)²/s² + log s²] + α KD, a variance s² = softplus(a) + 1e-5 per channel, 5 at first. */
export const vid: Method<VidOptions> = defineMethod<VidOptions>({
  name: "vid",
  summary: "regresses the teacher's maps, with a learnt variance per channel",
  source: "Ahn et al. 2019, arXiv:1904.05835, eq. 6; β and regressors of RepDistiller",
  teachers: "one",
  needs: ["maps", "labels"],
  laws: ["order-free"],
  options: { beta: 1, alpha: 0, temperature: 4, width: 32 },
  weights: () => ({ hard: 1, soft: 1 }),
  stages: teachersThenStudent,
  parts({ student, teachers, nextSeed }, { width }) {
    const pairs = mapPairs("vid", student.taps, teachers[0]!.taps);
    const parts = pairs.flatMap(([own, taught], i): [string, Part][] => {
      const channels = taught.at(-1)!;
      const inner = Math.min(width, channels);
      const pointwise = (units: number) => linear(units, nextSeed(), { bias: false });
      const hidden = [inner, inner].flatMap((units) => [pointwise(units), layers.reLU()]);
      return [
        [`mean${i}`, { model: chain(own, ...hidden, pointwise(channels)) }],
        [`variance${i}`, { model: vector(channels, startOfVariance) }],
      ];
    });
    return Object.fromEntries(parts);
  },
  loss(input, options) {
    const { student, teachers, parts } = input;
    const terms = mapPairs("vid", student.taps, teachers[0]!.taps).map((pair, i) => {
      const [own, taught] = sameLength(pair);
      return negativeLogLikelihood(
        parts[`mean${i}`]!(own),
        taught,
        readVector(parts[`variance${i}`]!),
      );
    });
    return besideKd(total(terms), input, options);
  },
});

const floor = 1e-5;
/** softplus⁻¹(5) */
const startOfVariance = Math.log(Math.exp(5 - floor) - 1);

/**
 * Mean of ½ [(μ − F)²/s² + log s²] over batch, time and the channels that move: a dead one would only drive its variance
 * to the floor. predicted, map [batch, time, channel], raw variance [1, channel]
 */
export function negativeLogLikelihood(predicted: Tensor, map: Tensor, raw: Tensor): Scalar {
  const variance = add(softplus(raw), floor);
  const error = mean(squaredDifference(predicted, map), [0, 1]); // [channel]
  const each = mul(add(div(error, variance), log(variance)), 0.5); // [1, channel]
  const alive = cast(greater(moments(map, [0, 1]).variance, 1e-6), "float32"); // [channel]
  return div(sum(mul(each, alive)), maximum(sum(alive), 1));
}
