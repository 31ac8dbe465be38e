/** @file Attention transfer: where in time a network is active. */
import { mean, reshape, square, type Tensor } from "@tensorflow/tfjs";
import { alignTime, mapPairs } from "#distill/feature-maps";
import { type AddedTermOptions, besideKd, meanSquare, normalise, total } from "#distill/losses";
import { defineMethod, type Method } from "#distill/method";
import { teachersThenStudent } from "#distill/stage";

/** CE + β Σ_l mean (a(Fˢ) − a(Fᵗ))² + α KD, a(F) = the mean over channels of F², of Euclidean norm 1 over time. */
export const at: Method<AddedTermOptions> = defineMethod({
  name: "at",
  summary: "attention over time follows the teacher's",
  source: "Zagoruyko and Komodakis 2017, arXiv:1612.03928, eq. 2; β of RepDistiller",
  teachers: "one",
  needs: ["maps", "labels"],
  laws: ["zero-at-teacher", "per-sample", "never-negative"],
  options: { beta: 1000, alpha: 0, temperature: 4 },
  weights: () => ({ hard: 1, soft: 1 }),
  stages: teachersThenStudent,
  loss(input, options) {
    const { student, teachers } = input;
    const terms = mapPairs("at", student.taps, teachers[0]!.taps).map(([own, taught]) => {
      const length = Math.min(own.shape[1]!, taught.shape[1]!);
      return meanSquare(attention(own, length), attention(taught, length));
    });
    return besideKd(total(terms), input, options);
  },
});

/** [batch, time, channel] → [batch, length] */
export function attention(map: Tensor, length: number): Tensor {
  const energy = mean(square(map), -1, true); // [batch, time, 1]
  return normalise(reshape(alignTime(energy, length), [-1, length]));
}
