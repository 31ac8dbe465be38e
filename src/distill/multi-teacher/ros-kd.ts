/** @file Robust stochastic distillation: from teachers that each saw another part of noisy labels. */
import {
  add,
  cast,
  concat,
  div,
  floor,
  greater,
  less,
  log,
  maximum,
  mul,
  neg,
  reshape,
  type Scalar,
  sub,
  sum,
  type Tensor,
  tensor1d,
} from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import type { WindowSet } from "#core/signal";
import type { StepInput } from "#distill/lesson";
import { defineMethod, type Method } from "#distill/method";
import type { Training } from "#distill/stage";
import { mixtureDivergence } from "#distill/weighted-teachers";

export interface RosKdOptions {
  /** Softmax temperature τ. */
  readonly temperature: number;
  /** Share η of the label in what the student is taught; the drawn teachers get 1 − η. */
  readonly label: number;
  /** Share ρ of the training windows that each teacher sees; one teacher alone sees all. */
  readonly seen: number;
  /** Weights of the student are averaged over that last share of its epochs; 0: not at all. */
  readonly averageLast: number;
}

/**
 * τ² KL(q ‖ p(zˢ; τ)) with q = (1 − η) Σ_{m ∈ S} r_m p(zᵗ_m; τ) + η · label; in every step S is a random set of teachers
 * of random size, r uniform on its simplex. Where teachers should not answer for windows they learnt from, set
 * `crossFitFolds`.
 */
export const rosKd: Method<RosKdOptions> = defineMethod<RosKdOptions>({
  name: "ros-kd",
  summary: "for noisy labels: random mixtures of teachers that saw different parts of the data",
  source: "Jaiswal et al. 2022, arXiv:2210.08388 (reconstructed from the abstract; settings ours)",
  teachers: "several",
  needs: ["logits", "labels"],
  laws: ["shift-invariant", "per-sample", "never-negative"],
  options: { temperature: 4, label: 0.1, seen: 0.75, averageLast: 0.25 },
  weights: () => ({ hard: 0, soft: 1 }),
  stages(teachers, options) {
    requireShares(teachers.length, options);
    const { seen, averageLast } = options;
    const apart = teachers.map((role, m): Training => {
      const rows = (windows: WindowSet) => rowsSeen(windows, m, teachers.length, seen);
      return { role, teachers: [], ...(teachers.length > 1 && { rows }) };
    });
    return [
      ...apart,
      { role: "student", teachers, ...(averageLast > 0 && { train: { averageLast } }) },
    ];
  },
  loss({ student, teachers, labels, noise }, { temperature, label }) {
    const drawn = mul(drawWeights(teachers.length, noise), 1 - label);
    const weights = concat([drawn, tensor1d([label])]);
    const certain = mul(log(maximum(labels, 1e-30)), temperature); // logits of the label itself
    const members = [...teachers.map(({ logits }) => logits), certain];
    return mixtureDivergence(student.logits, members, weights, temperature);
  },
});

/** A random size from 1 to M, a random set of that size, weights uniform on its simplex and 0 outside. [teacher] */
export function drawWeights(teachers: number, noise: StepInput["noise"]): Tensor {
  const size: Scalar = add(floor(mul(reshape(noise([1]), []), teachers)), 1);
  const places = noise([teachers]);
  const earlier = less(reshape(places, [1, teachers]), reshape(places, [teachers, 1]));
  const rank = sum(cast(earlier, "float32"), 1); // [teacher]
  const inside = cast(greater(size, rank), "float32");
  const exponential = neg(log(sub(1, noise([teachers])))); // normalised ones are uniform on the simplex
  const shares = mul(add(exponential, 1e-12), inside);
  return div(shares, sum(shares));
}

/**
 * The windows that one of several teachers sees: of each class all but a stretch of 1 − ρ, which begins where the
 * teacher's turn comes. Stretches follow the order of recordings: windows that overlap stay together.
 */
export function rowsSeen(
  { labels, classes }: Pick<WindowSet, "labels" | "classes">,
  teacher: number,
  teachers: number,
  seen: number,
): Int32Array {
  const counts = new Int32Array(classes.length);
  for (const label of labels) counts[label]!++;
  const before = new Int32Array(classes.length);
  return Int32Array.from(labels.keys()).filter((row) => {
    const label = labels[row]!;
    const count = counts[label]!;
    const place = before[label]!++;
    const start = Math.floor((teacher * count) / teachers);
    return (place - start + count) % count >= Math.floor((1 - seen) * count + 1e-9);
  });
}

function requireShares(teachers: number, options: RosKdOptions): void {
  for (const name of ["label", "averageLast"] as const)
    if (!(options[name] >= 0 && options[name] < 1))
      throw new UserError(`ros-kd: ${name} must be from 0 to below 1, got ${options[name]}`);
  const { seen } = options;
  if (!(seen > 0 && seen <= 1))
    throw new UserError(`ros-kd: seen must be above 0, at most 1, got ${seen}`);
  if (teachers > 1 && seen * teachers < 1 - 1e-9)
    throw new UserError(
      `ros-kd: ${teachers} teachers that each see ${seen} leave windows that none sees`,
      `set seen to ${1 / teachers} or more`,
    );
}
