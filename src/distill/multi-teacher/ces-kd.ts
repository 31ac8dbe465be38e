/** @file Curriculum expert selection: easy samples are taught by small experts, hard ones by large ones. */
import {
  add,
  cast,
  cumsum,
  div,
  equal,
  exp,
  floor,
  less,
  lessEqual,
  logicalAnd,
  mean,
  minimum,
  mul,
  neg,
  range,
  reshape,
  type Scalar,
  sub,
  sum,
  type Tensor,
} from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import type { NdArray } from "#core/signal";
import { type AssistantOptions, chainOf } from "#distill/assistants";
import type { LossInput } from "#distill/lesson";
import { crossEntropyPerSample, softenedDivergence } from "#distill/losses";
import { defineMethod, type Method } from "#distill/method";
import { stopGradient } from "#record/layers/stop-gradient";

export interface CesKdOptions extends AssistantOptions {
  /** Whose loss says how hard a sample is: "student", as it is in the step, or "expert", the largest. */
  readonly judge: string;
  /**
   * What a sample's difficulty is ranked in: "batch", or "running", what was seen lately, for small batches: an easy batch
   * then has the small experts to itself.
   */
  readonly ranks: string;
  /** Share of the training in which experts are let in one after the other, from the smallest; 0: all from the start. */
  readonly curriculum: number;
}

/**
 * (1 − λ) CE + λ τ² · mean KL(p(z of the sample's expert; τ) ‖ p(zˢ; τ)); samples are ranked by difficulty and cut
 * into as many strata as there are experts let in. Teachers are configured from the largest to the smallest.
 */
export const cesKd: Method<CesKdOptions> = defineMethod<CesKdOptions>({
  name: "ces-kd",
  summary: "every sample from one expert, the larger the harder it is",
  source: "Amara et al. 2022, arXiv:2209.07606; ranks and the linear curriculum are ours",
  teachers: "several",
  needs: ["logits", "labels"],
  laws: ["order-free", "shift-invariant", "never-negative"],
  options: { temperature: 4, lambda: 0.9, judge: "student", ranks: "batch", curriculum: 0.5 },
  weights: ({ lambda }) => ({ hard: 1 - lambda, soft: lambda }),
  stages(teachers, options) {
    if (options.ranks !== "batch" && options.ranks !== "running")
      throw new UserError(`ces-kd: ranks must be "batch" or "running", got "${options.ranks}"`);
    if (options.judge !== "student" && options.judge !== "expert")
      throw new UserError(`ces-kd: judge must be "student" or "expert", got "${options.judge}"`);
    return [...chainOf(teachers, options), { role: "student", teachers }];
  },
  memory: (_, { ranks }): Record<string, NdArray> =>
    ranks === "running" ? { seen: { data: new Float32Array(bins), shape: [bins] } } : {},
  loss(input, options) {
    const { student, teachers, progress } = input;
    const experts = teachers.toReversed(); // smallest first
    const difficulty = difficultyOf(input, options);
    const letIn = expertsLetIn(experts.length, progress, options);
    const chosen =
      options.ranks === "running"
        ? floor(mul(quantileOf(difficulty, input), letIn))
        : expertOf(difficulty, letIn);
    const terms = experts.map(({ logits }, i) => {
      const apart = softenedDivergence(student.logits, logits, options.temperature);
      return mul(apart, cast(equal(chosen, i), "float32")); // [batch]
    });
    return mean(terms.reduce((a, b) => add(a, b)));
  },
});

/** Cross-entropy with the label, as a number that is looked at. [batch] */
function difficultyOf({ student, teachers, labels }: LossInput, { judge }: CesKdOptions): Tensor {
  const { logits } = judge === "student" ? student : teachers[0]!;
  return stopGradient(crossEntropyPerSample(logits, labels));
}

/** Over the probability that the judge takes from the label, 0 … 1. */
const bins = 64;

/** Share of what was seen before that stays with every batch. */
const kept = 0.9;

/**
 * Share of what was seen lately that was easier, this batch among it; of the same bin the half. Above 0, below 1.
 * difficulty [batch] → [batch]
 */
export function quantileOf(
  difficulty: Tensor,
  { read, write }: Pick<LossInput, "read" | "write">,
): Tensor {
  const place = minimum(floor(mul(sub(1, exp(neg(difficulty))), bins)), bins - 1);
  const own = equal(reshape(place, [-1, 1]), reshape(range(0, bins), [1, bins]));
  const inBin = cast(own, "float32"); // [batch, bin]
  const seen = add(mul(read("seen"), kept), mul(mean(inBin, 0), 1 - kept)); // [bin]
  write("seen", seen);
  const easier = sub(cumsum(seen), div(seen, 2));
  return div(sum(mul(inBin, easier), 1), sum(seen));
}

/** 1 at the start, all from that share of the training on. */
export function expertsLetIn(
  count: number,
  progress: Scalar,
  { curriculum }: Pick<CesKdOptions, "curriculum">,
): Scalar | number {
  if (curriculum === 0) return count;
  const grown: Scalar = floor(mul(div(progress, curriculum), count - 1));
  return minimum(add(grown, 1), count);
}

/**
 * Number of every sample's expert, 0 the smallest: floor(experts · rank / batch), where ties rank by their place.
 * difficulty [batch] → [batch].
 */
export function expertOf(difficulty: Tensor, experts: Scalar | number): Tensor {
  const batch = difficulty.shape[0]!;
  const rows = reshape(difficulty, [batch, 1]);
  const columns = reshape(difficulty, [1, batch]);
  const place = range(0, batch);
  const earlier = less(reshape(place, [1, batch]), reshape(place, [batch, 1]));
  const tied = logicalAnd(lessEqual(columns, rows), lessEqual(rows, columns));
  const below = cast(less(columns, rows), "float32");
  const tiedBefore = cast(logicalAnd(tied, earlier), "float32");
  const rank = sum(add(below, tiedBefore), 1); // [batch]
  return floor(add(div(mul(rank, experts), batch), 1e-4)); // what should be whole may lie a hair below
}
