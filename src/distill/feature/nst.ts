/** @file Neuron selectivity transfer: the distribution of what single channels respond to. */
import { add, matMul, mean, mul, type Scalar, square, sub, type Tensor } from "@tensorflow/tfjs";
import { mapPairs, sameLength } from "#distill/feature-maps";
import { type AddedTermOptions, besideKd, normalise, total } from "#distill/losses";
import { defineMethod, type Method } from "#distill/method";
import { teachersThenStudent } from "#distill/stage";

/** CE + β Σ_l MMD²(Fˢ, Fᵗ) + α KD over channels as series of norm 1, with the kernel k(a, b) = ⟨a, b⟩². */
export const nst: Method<AddedTermOptions> = defineMethod({
  name: "nst",
  summary: "the channels' series are distributed like the teacher's",
  source: "Huang and Wang 2017, arXiv:1707.01219, eq. 4, polynomial kernel; β of RepDistiller",
  teachers: "one",
  needs: ["maps", "labels"],
  laws: ["zero-at-teacher", "per-sample", "never-negative"],
  options: { beta: 50, alpha: 0, temperature: 4 },
  weights: () => ({ hard: 1, soft: 1 }),
  stages: teachersThenStudent,
  loss(input, options) {
    const { student, teachers } = input;
    const terms = mapPairs("nst", student.taps, teachers[0]!.taps).map((pair) => {
      const [own, taught] = sameLength(pair);
      return discrepancy(normalise(own, 1), normalise(taught, 1));
    });
    return besideKd(total(terms), input, options);
  },
});

/** Mean over the batch of MMD². [batch, time, channel], the numbers of channels may differ. */
export function discrepancy(a: Tensor, b: Tensor): Scalar {
  const kernel = (x: Tensor, y: Tensor): Scalar => mean(square(matMul(x, y, true)));
  return sub(add(kernel(a, a), kernel(b, b)), mul(kernel(a, b), 2));
}
