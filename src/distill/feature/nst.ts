/** @file Neuron selectivity transfer: the distribution of what single channels respond to. */
import {
  add,
  div,
  matMul,
  mean,
  mul,
  type Scalar,
  square,
  sub,
  sum,
  type Tensor,
} from "@tensorflow/tfjs";
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
  return sub(add(meanKernel(a, a), meanKernel(b, b)), mul(meanKernel(a, b), 2));
}

/** Mean of ⟨a_i, b_j⟩² over batch and pairs of channels: ‖AᵀB‖² = ⟨AAᵀ, BBᵀ⟩, in the smaller of the two forms. */
function meanKernel(a: Tensor, b: Tensor): Scalar {
  const [batch, time, channels] = a.shape as [number, number, number];
  const others = b.shape[2]!;
  if (channels * others <= time ** 2) return mean(square(matMul(a, b, true)));
  const overTime = (x: Tensor) => matMul(x, x, false, true); // [batch, time, time]
  return div(sum(mul(overTime(a), overTime(b))), batch * channels * others);
}
