/** @file On-the-fly native ensemble: copies of the last stage, weighed by a gate, teach each branch. */
import {
  exp,
  expandDims,
  layers,
  mean,
  mul,
  type Scalar,
  softmax,
  square,
  stack,
  sub,
  sum,
  type Tensor,
} from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import { builtAgain } from "#distill/built-again";
import { mapNamesOf } from "#distill/feature-maps";
import type { Outputs, Part, PartContext } from "#distill/lesson";
import { crossEntropy, softenedDivergence, total } from "#distill/losses";
import { defineMethod, type Method } from "#distill/method";
import { chain, linear, norm } from "#distill/parts";
import { warmedUp } from "#distill/ramps";

export interface OneOptions {
  /** Branches m, the student's own last stage and classifier being the first. */
  readonly branches: number;
  /** Softmax temperature τ. */
  readonly temperature: number;
  /** Share of the epochs over which the ensemble's say rises: it errs much at first. */
  readonly rampUp: number;
}

/**
 * Σ_i CE(z_i) + CE(z_e) + w Σ_i τ² KL(p(z_e; τ) ‖ p(z_i; τ)), with z_e = Σ_i g_i z_i, g = softmax(ReLU(BN(linear(pooled trunk)))) and
 * w = exp(−5 (1 − min(progress/rampUp, 1))²). The trunk ends at the last map but one; what follows is built m times, and
 * only the student's own is exported.
 */
export const one: Method<OneOptions> = defineMethod<OneOptions>({
  name: "one",
  summary: "copies of its last stage, weighed by a gate, are the student's teacher",
  source:
    "Lan, Zhu, Gong 2018, arXiv:1806.04606; gate and ramp of the authors' code, 80 epochs of 300",
  teachers: "none",
  needs: ["labels"],
  laws: ["never-negative"],
  options: { branches: 3, temperature: 3, rampUp: 80 / 300 },
  weights: () => ({ hard: 1, soft: 1 }),
  stages: () => [{ role: "student", teachers: [] }],
  parts: branchesAndGate,
  hold: ({ student }, { branches }) => ({ ensemble: ensembleOf(student, branches) }),
  loss({ student, labels, held, progress }, { branches, temperature, rampUp }) {
    const everybody = logitsOf(student, branches);
    const apart = everybody.map(
      (logits): Scalar => mean(softenedDivergence(logits, held.ensemble!, temperature)),
    );
    return total([
      ...everybody.slice(1).map((logits) => crossEntropy(logits, labels)),
      crossEntropy(ensembleOf(student, branches), labels),
      mul(total(apart), rampedUp(progress, rampUp)),
    ]);
  },
});

/** `branch2`, `branch3`, … of class logits, and `gate`; all read the trunk. */
function branchesAndGate(
  { student, classes, nextSeed }: PartContext,
  { branches }: OneOptions,
): Record<string, Part> {
  if (!Number.isInteger(branches) || branches < 2) {
    throw new UserError(`one: branches must be a whole number, 2 or more, got ${branches}`);
  }
  const from = mapNamesOf(student.taps).at(-2);
  if (from === undefined) {
    throw new UserError(
      "one: copies the stage behind the last inner map but one, and the student has fewer than two maps [time, channel]",
      "choose a student with more taps over time",
    );
  }
  const trunk = student.taps[from]!;
  const copies = branchNames(branches).map((name): [string, Part] => {
    const stage = builtAgain(student.network!, { from, seed: nextSeed() });
    return [name, { model: chain(trunk, stage, linear(classes, nextSeed())), reads: from }];
  });
  const scores = [linear(branches, nextSeed()), norm(), layers.reLU()];
  const gate = chain(trunk, layers.globalAveragePooling1d({}), ...scores);
  return { ...Object.fromEntries(copies), gate: { model: gate, reads: from } };
}

/** Of all branches but the first, which is the student itself. */
function branchNames(branches: number): string[] {
  return Array.from({ length: branches - 1 }, (_, i) => `branch${i + 2}`);
}

function logitsOf({ logits, taps }: Outputs, branches: number): Tensor[] {
  return [logits, ...branchNames(branches).map((name) => taps[name]!)];
}

function ensembleOf(student: Outputs, branches: number): Tensor {
  return gated(logitsOf(student, branches), student.taps.gate!);
}

/** Σ_i softmax(scores)_i z_i. Each [batch, class]; scores [batch, branch] → [batch, class] */
export function gated(logits: readonly Tensor[], scores: Tensor): Tensor {
  return sum(mul(stack([...logits], 1), expandDims(softmax(scores), -1)), 1);
}

/** exp(−5 (1 − x)²), x rising from 0 to 1 at that share of the training. */
export function rampedUp(progress: Scalar, share: number): Scalar {
  return exp(mul(square(sub(1, warmedUp(progress, share))), -5));
}
