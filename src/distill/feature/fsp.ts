/** @file Flow of solution procedure: how one map turns into the next. */
import { add, div, matMul, type Scalar, sqrt, square, sum, type Tensor } from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import { mapPairs, sameLength } from "#distill/feature-maps";
import type { Law, Lawful } from "#distill/law";
import type { Lesson, LossInput, Part, PartContext } from "#distill/lesson";
import { type AddedTermOptions, besideKd, meanSquare, total } from "#distill/losses";
import { defineMethod, type Method } from "#distill/method";
import { chain, linear } from "#distill/parts";
import { labelsAndKd, studentTwice } from "#distill/pre-stage";

export interface FspOptions extends AddedTermOptions {
  /** Share of the epochs spent on the flow alone, before. */
  readonly preStage: number;
  /** Keep the flow beside the labels afterwards, with weight β. */
  readonly keep: boolean;
  /** Divide each matrix by its Frobenius norm: maps without batch normalisation differ in scale. */
  readonly normalise: boolean;
  /** Widths that differ are matched by learnt convolutions of kernel 1 (not in the paper); else they are an error. */
  readonly align: boolean;
}

const flowLaws: readonly Law[] = ["zero-at-teacher", "per-sample", "never-negative"];

/** First Σ mean (Gˢ − Gᵗ)² alone, G = (1/T) Σ_t F₁[t]ᵀ F₂[t] of neighbouring maps; then CE + α KD, or β times the flow beside it. */
export const fsp: Method<FspOptions> = defineMethod<FspOptions>({
  name: "fsp",
  summary: "the flow between neighbouring maps follows the teacher's",
  source: "Yim et al. 2017, CVPR, eq. 1 and 2; 30 epochs of 240 before, as in RepDistiller",
  teachers: "one",
  needs: ["maps", "logits", "labels"],
  options: {
    beta: 50,
    alpha: 0,
    temperature: 4,
    preStage: 30 / 240,
    keep: false,
    normalise: false,
    align: false,
  },
  ...labelsAndKd,
  stages(teachers, { preStage, keep }) {
    const first = { laws: flowLaws, loss: flowLoss, parts: aligned };
    return studentTwice(teachers, preStage, first, keep ? kept : undefined);
  },
});

/** CE + β · flow + α KD */
const kept: Lesson<FspOptions> & Lawful = {
  laws: flowLaws,
  weights: () => ({ hard: 1, soft: 1 }),
  parts: aligned,
  loss: (input, options) => besideKd(flowLoss(input, options), input, options),
};

function aligned(
  { student, teachers, nextSeed }: PartContext,
  { align }: FspOptions,
): Record<string, Part> {
  const pairs = mapPairs("fsp", student.taps, teachers[0]!.taps);
  const differing = pairs.filter(([own, taught]) => own.at(-1) !== taught.at(-1));
  if (differing.length === 0) return {};
  if (!align) {
    const widths = (side: 0 | 1) => pairs.map((pair) => pair[side].at(-1)).join(", ");
    throw new UserError(
      `method "fsp" wants maps as wide as the teacher's: the student's have ${widths(0)} channels, the teacher's ${widths(1)}`,
      "choose networks of equal widths (wrn1d of two depths), or `align: true`",
    );
  }
  const parts = pairs.map(([own, taught], i): [string, Part] => [
    `align${i}`,
    { model: chain(own, linear(taught.at(-1)!, nextSeed(), { bias: false })) },
  ]);
  return Object.fromEntries(parts);
}

function flowLoss({ student, teachers, parts }: LossInput, options: FspOptions): Scalar {
  const pairs = mapPairs("fsp", student.taps, teachers[0]!.taps);
  if (pairs.length < 2) {
    throw new UserError('method "fsp" compares neighbouring maps, and there is one pair only');
  }
  const own = pairs.map(([map], i) => parts[`align${i}`]?.(map) ?? map);
  const taught = pairs.map(([, map]) => map);
  const terms = own
    .slice(1)
    .map((map, i) =>
      meanSquare(flow(own[i]!, map, options), flow(taught[i]!, taught[i + 1]!, options)),
    );
  return total(terms);
}

/** (1/T) Σ_t a[t]ᵀ b[t]: [batch, time, i], [batch, time, j] → [batch, i, j] */
export function flow(a: Tensor, b: Tensor, { normalise }: Pick<FspOptions, "normalise">): Tensor {
  const [first, second] = sameLength([a, b]);
  const matrix = div(matMul(first, second, true), first.shape[1]!);
  if (!normalise) return matrix;
  return div(matrix, sqrt(add(sum(square(matrix), [1, 2], true), 1e-16)));
}
