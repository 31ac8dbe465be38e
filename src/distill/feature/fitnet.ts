/** @file FitNets: the student's middle map, regressed, looks like the teacher's. */
import type { Scalar } from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import { mapPairs, sameLength } from "#distill/feature-maps";
import type { Law } from "#distill/law";
import type { LossInput, PartContext } from "#distill/lesson";
import { type AddedTermOptions, besideKd, meanSquare } from "#distill/losses";
import { defineMethod, type Method } from "#distill/method";
import { normedLinear, normedLinearParts } from "#distill/normed-linear";
import { labelsAndKd, studentTwice } from "#distill/pre-stage";
import { teachersThenStudent } from "#distill/stage";

export interface FitnetOptions extends AddedTermOptions {
  /** Which of the paired maps is the hint, from 1. */
  readonly hint: number;
  /** Share of the epochs spent on the hint alone, before; the hint is left out then. 0: one stage with both. */
  readonly preStage: number;
}

const hintLaws: readonly Law[] = ["order-free", "never-negative"];

/**
 * CE + β MSE(r(Fˢ), Fᵗ) + α KD, with r a convolution of kernel 1 and batch normalisation; no ReLU behind it, as taps may
 * be negative.
 */
export const fitnet: Method<FitnetOptions> = defineMethod<FitnetOptions>({
  name: "fitnet",
  summary: "a regressed inner map follows the teacher's",
  source: "Romero et al. 2015, arXiv:1412.6550, eq. 3; one stage and β as in RepDistiller",
  teachers: "one",
  needs: ["maps", "labels"],
  laws: hintLaws,
  options: { beta: 100, alpha: 0, temperature: 4, hint: 2, preStage: 0 },
  weights: () => ({ hard: 1, soft: 1 }),
  stages: (teachers, { preStage }) =>
    preStage === 0
      ? teachersThenStudent(teachers)
      : studentTwice(
          teachers,
          preStage,
          { laws: hintLaws, loss: hintLoss, parts: regressor },
          labelsAndKd,
        ),
  parts: regressor,
  loss: (input, options) => besideKd(hintLoss(input, options), input, options),
});

function regressor({ student, teachers, nextSeed }: PartContext, { hint }: FitnetOptions) {
  const [own, taught] = hintPair(student.taps, teachers[0]!.taps, hint);
  return Object.fromEntries(normedLinearParts("regressor", own.at(-1)!, taught.at(-1)!, nextSeed));
}

function hintLoss({ student, teachers, parts }: LossInput, { hint }: FitnetOptions): Scalar {
  const [own, taught] = hintPair(student.taps, teachers[0]!.taps, hint);
  return meanSquare(...sameLength([normedLinear(own, parts, "regressor"), taught]));
}

function hintPair<T extends Parameters<typeof mapPairs>[1][string]>(
  student: Readonly<Record<string, T>>,
  teacher: Readonly<Record<string, T>>,
  hint: number,
): [T, T] {
  const pairs = mapPairs("fitnet", student, teacher);
  const found = pairs[hint - 1];
  if (found) return found;
  throw new UserError(
    `fitnet: hint must be one of ${pairs.length} pairs of maps, from 1, got ${hint}`,
  );
}
