/** @file Similarity-keeping distillation: trials that correlate for the teacher's electrodes do for the student's. */
import {
  add,
  div,
  matMul,
  mean,
  mul,
  reshape,
  type Scalar,
  sub,
  type Tensor,
} from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import { requireBatch } from "#distill/batches";
import { mapPairs } from "#distill/feature-maps";
import { meanSquare, normalise, softenedDivergence, total } from "#distill/losses";
import { defineMethod, type Method } from "#distill/method";
import { teachersThenStudent } from "#distill/stage";

export interface SkKdOptions {
  /** Softmax temperature τ. */
  readonly temperature: number;
  /** Weight α of plain distillation; the labels get 1 − α. */
  readonly alpha: number;
  /** Weight β of the similarities. */
  readonly beta: number;
  /** Pairs of maps left out at the beginning: the first may still have an axis of electrodes. */
  readonly skip: number;
  /** "inference", or "train" as in the authors' code: its dropout is active, its running statistics drift. */
  readonly teacherMode: string;
}

/**
 * (1 − α) CE + α KD + β Σ_l mean (Gᵗ − Gˢ)², G[i, j] the correlation of trials i and j, mean over channels.
 * The defaults are for hundreds of epochs: after dozens β 450 has kept students from learning on every data set tried here;
 * α 0, β 1, the defaults of the authors' program, do no harm (benchmarks/results/sk-kd-eegmmidb.md).
 */
export const skKd: Method<SkKdOptions> = defineMethod<SkKdOptions>({
  name: "sk-kd",
  summary: "trials correlate as they do for a teacher with more electrodes",
  source: "Huang, Chen, Wei 2024, arXiv:2212.03329, with the weights of the authors' example",
  teachers: "one",
  needs: ["logits", "maps", "labels"],
  laws: ["zero-at-teacher", "shift-invariant", "order-free", "never-negative"],
  options: { temperature: 4, alpha: 0.9, beta: 450, skip: 1, teacherMode: "inference" },
  weights: ({ alpha }) => ({ hard: 1 - alpha, soft: 1 }),
  stages: teachersThenStudent,
  lively({ teacherMode }) {
    if (teacherMode !== "inference" && teacherMode !== "train") {
      throw new UserError(
        `sk-kd: teacherMode must be "inference" or "train", got "${teacherMode}"`,
      );
    }
    return teacherMode === "train";
  },
  loss({ student, teachers }, { temperature, alpha, beta, skip }) {
    const [teacher] = teachers;
    requireBatch("sk-kd", student.logits);
    const kd = mean(softenedDivergence(student.logits, teacher!.logits, temperature));
    const pairs = mapPairs("sk-kd", student.taps, teacher!.taps, { skip });
    const kept = total(pairs.map(([s, t]) => meanSquare(correlations(t), correlations(s))));
    return add(mul(kd, alpha), mul(kept, beta)) as Scalar;
  },
});

/** Mean over channels of the Pearson correlation of trials i and j over time. [batch, time, channel] → [batch, batch] */
export function correlations(map: Tensor): Tensor {
  const [batch, , channels] = map.shape as [number, number, number];
  const unit = normalise(sub(map, mean(map, 1, true)), 1);
  const flat = reshape(unit, [batch, -1]);
  return div(matMul(flat, flat, false, true), channels);
}
