/** @file Modality relation distillation: how a sample's modalities relate to each other. */
import {
  add,
  div,
  matMul,
  mean,
  mul,
  type Scalar,
  squaredDifference,
  stack,
  sum,
  type Tensor,
} from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import { normalise, softenedDivergence } from "#distill/losses";
import { defineMethod, type Method } from "#distill/method";
import { teachersThenStudent } from "#distill/stage";

export interface MrdOptions {
  /** Softmax temperature τ. */
  readonly temperature: number;
  /** Weight λ of plain distillation; the labels get 1 − λ. */
  readonly lambda: number;
  /** Weight β of the modalities' relations. */
  readonly beta: number;
}

/** (1 − λ) CE + λ KD + β mean_b ‖Gˢ − Gᵗ‖²/V², G the cosines between the features of V modalities of one sample. */
export const mrd: Method<MrdOptions> = defineMethod({
  name: "mrd",
  summary: "a sample's modalities relate as they do for the teacher",
  source: "Liu 2021, arXiv:2112.11447; normalisation and weights ours",
  teachers: "one",
  needs: ["logits", "branches", "labels"],
  laws: ["zero-at-teacher", "shift-invariant", "per-sample", "never-negative"],
  options: { temperature: 4, lambda: 0.9, beta: 5 },
  weights: ({ lambda }) => ({ hard: 1 - lambda, soft: 1 }),
  stages: teachersThenStudent,
  loss({ student, teachers: [teacher] }, { temperature, lambda, beta }) {
    const [own, taught] = branchPair(student.taps, teacher!.taps);
    const apart = squaredDifference(relations(own), relations(taught));
    const term = mean(div(sum(apart, [1, 2]), own.length ** 2));
    const kd = mean(softenedDivergence(student.logits, teacher!.logits, temperature));
    return add(mul(kd, lambda), mul(term, beta)) as Scalar;
  },
});

/** Cosines between a sample's modalities. V tensors [batch, feature] → [batch, V, V] */
export function relations(branches: readonly Tensor[]): Tensor {
  const unit = normalise(stack([...branches], 1)); // [batch, V, feature]
  return matMul(unit, unit, false, true);
}

type Taps = Readonly<Record<string, Tensor>>;

function branchPair(student: Taps, teacher: Taps): [Tensor[], Tensor[]] {
  const [own, taught] = [branchesOf(student), branchesOf(teacher)];
  if (own.length === taught.length && own.length > 1) return [own, taught];
  throw new UserError(
    `method "mrd" compares how modalities relate: the student has ${own.length} branches, the teacher ${taught.length}`,
    "both must have the same number, two or more: networks with a tap [feature] per modality, as fuse and cnn1d-branches have",
  );
}

/** Taps [batch, feature] before the common features. */
function branchesOf(taps: Taps): Tensor[] {
  const names = Object.keys(taps);
  const own = names.slice(0, names.indexOf("features")).map((name) => taps[name]!);
  return own.filter((tap) => tap.rank === 2);
}
