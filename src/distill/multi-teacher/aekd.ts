/** @file Several teachers, the weights such that their gradients disagree least. */
import {
  add,
  div,
  fill,
  gather,
  matMul,
  maximum,
  minimum,
  mul,
  neg,
  reshape,
  type Scalar,
  softmax,
  stack,
  sub,
  sum,
  type Tensor,
  tensor,
  transpose,
} from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import type { AssistantOptions } from "#distill/assistants";
import type { LossInput } from "#distill/lesson";
import { defineMethod, type Method } from "#distill/method";
import { divergences, weightedMean, weightedTeachers } from "#distill/weighted-teachers";

export interface AekdOptions extends AssistantOptions {
  /** Largest weight C of a teacher; raised to 1 / M where M teachers could not reach a sum of 1. */
  readonly tolerance: number;
}

/**
 * (1 − λ) CE + λ Σ_m w_m KD_m; one weight per teacher and batch, held while the student moves: those of
 * min ‖Σ_m w_m ∂KD_m/∂zˢ‖² with Σ w = 1, 0 ≤ w ≤ C. The norm is over all logits of the batch; the authors' code
 * averages the gradients over the batch first, where those of different samples cancel.
 */
export const aekd: Method<AekdOptions> = defineMethod<AekdOptions>({
  ...weightedTeachers,
  name: "aekd",
  summary: "teachers weighed so that their gradients disagree least",
  source: "Du et al. 2020, NeurIPS, eq. 5; C as in the code of Zhang, Chen, Wang 2022",
  needs: ["logits", "labels"],
  laws: ["order-free", "shift-invariant", "never-negative"],
  options: { ...weightedTeachers.options, tolerance: 0.6 },
  stages(teachers, options) {
    if (options.tolerance <= 0)
      throw new UserError(`aekd: tolerance must be above 0, got ${options.tolerance}`);
    return weightedTeachers.stages(teachers, options);
  },
  hold: (input, { temperature, tolerance }) => ({
    weights: leastNorm(gradientProducts(input, temperature), tolerance),
  }),
  loss: (input, { temperature }) =>
    weightedMean(divergences(input, temperature), reshape(input.held.weights!, [-1, 1])),
});

/**
 * Inner products of the gradients of every KD with respect to the student's logits, τ (p(zˢ; τ) − p(zᵗ; τ)) up to a
 * factor. [teacher, teacher]
 */
export function gradientProducts(
  { student, teachers }: Pick<LossInput, "student" | "teachers">,
  temperature: number,
): Tensor {
  const softened = (z: Tensor) => reshape(softmax(div(z, temperature)), [-1]);
  const own = softened(student.logits);
  const gradients = stack(teachers.map(({ logits }) => sub(own, softened(logits))));
  return matMul(gradients, transpose(gradients));
}

/** Times every pair of teachers is looked at. */
const rounds = 8;

/**
 * w of min wᵀ G w with Σ w = 1, 0 ≤ w ≤ limit: from equal weights, pair after pair exchanges as much as helps, which is
 * exact for two. products [teacher, teacher] → [teacher]
 */
export function leastNorm(products: Tensor, limit: number): Tensor {
  const count = products.shape[0]!;
  const most = Math.max(limit, 1 / count);
  const pairs = pairsOf(count).map(([i, j]) => {
    const direction = tensor(Array.from({ length: count }, (_, k) => +(k === i) - +(k === j)));
    const slope = sub(gather(products, i), gather(products, j)); // [teacher]
    const curvature = maximum(sum(mul(slope, direction)), 1e-20);
    return { i, j, direction, newton: neg(div(slope, curvature)) };
  });
  let weights: Tensor = fill([count], 1 / count);
  for (let round = 0; round < rounds; round++)
    for (const { i, j, direction, newton } of pairs) {
      const [a, b] = [gather(weights, i), gather(weights, j)] as [Scalar, Scalar];
      const least = maximum(neg(a), sub(b, most));
      const largest = minimum(b, sub(most, a));
      const step = minimum(maximum(sum(mul(newton, weights)), least), largest);
      weights = add(weights, mul(direction, step));
    }
  return weights;
}

function pairsOf(count: number): [number, number][] {
  return Array.from({ length: count }, (_, i) => i).flatMap((i) =>
    Array.from({ length: i }, (_, j) => [i, j] as [number, number]),
  );
}
