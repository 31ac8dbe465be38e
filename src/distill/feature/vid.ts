/** @file Variational information distillation: regress the teacher's maps, and learn how sure to be of each channel. */
import {
  add,
  cast,
  div,
  eye,
  greater,
  layers,
  log,
  maximum,
  mul,
  type Scalar,
  softplus,
  sum,
  type Tensor,
  zerosLike,
} from "@tensorflow/tfjs";
import { mapPairs, sameLength } from "#distill/feature-maps";
import type { Part } from "#distill/lesson";
import { linearErrors, targetOf } from "#distill/linear-error";
import { type AddedTermOptions, besideKd, total } from "#distill/losses";
import { defineMethod, type Method } from "#distill/method";
import type { Affine } from "#distill/normed-linear";
import { chain, linear, readVector, vector } from "#distill/parts";
import { teachersThenStudent } from "#distill/stage";
import { requireCounts } from "#record/layers/require-counts";

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
    requireCounts("vid", { width });
    const pairs = mapPairs("vid", student.taps, teachers[0]!.taps);
    const parts = pairs.flatMap(([own, taught], i): [string, Part][] => {
      const channels = taught.at(-1)!;
      const inner = Math.min(width, channels);
      const pointwise = (units: number) => linear(units, nextSeed(), { bias: false });
      const hidden = [inner, inner].flatMap((units) => [pointwise(units), layers.reLU()]);
      return [
        [`hidden${i}`, { model: chain(own, ...hidden) }],
        [`mean${i}`, { model: chain([inner], pointwise(channels)) }],
        [`variance${i}`, { model: vector(channels, startOfVariance) }],
      ];
    });
    return Object.fromEntries(parts);
  },
  loss(input, options) {
    const { student, teachers, parts } = input;
    const terms = mapPairs("vid", student.taps, teachers[0]!.taps).map((pair, i) => {
      const [own, taught] = sameLength(pair);
      const hidden = parts[`hidden${i}`]!(own);
      const weights = parts[`mean${i}`]!(eye(hidden.shape.at(-1)!));
      const raw = readVector(parts[`variance${i}`]!);
      return negativeLogLikelihood(hidden, { weights, shift: zerosLike(raw) }, taught, raw);
    });
    return besideKd(total(terms), input, options);
  },
});

const floor = 1e-5;
/** softplus⁻¹(5) */
const startOfVariance = Math.log(Math.exp(5 - floor) - 1);

/**
 * Mean of ½ [(μ − F)²/s² + log s²] over batch, time and the channels that move, μ = hidden·weights + shift: a dead one would
 * only drive its variance to the floor. hidden [batch, time, inner], map [batch, time, channel], raw variance [1, channel]
 */
export function negativeLogLikelihood(
  hidden: Tensor,
  regressor: Affine,
  map: Tensor,
  raw: Tensor,
): Scalar {
  const target = targetOf(map);
  const error = linearErrors(hidden, regressor, target); // [1, channel]
  const variance = add(softplus(raw), floor);
  const each = mul(add(div(error, variance), log(variance)), 0.5); // [1, channel]
  const still = add(mul(target.power, 1e-5), 1e-6); // what rounding leaves of a variance
  const alive = cast(greater(target.variance, still), "float32"); // [1, channel]
  return div(sum(mul(each, alive)), maximum(sum(alive), 1));
}
