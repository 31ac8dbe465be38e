/** @file Alternate self-dual teaching: a narrow and a wide mask over time take turns in teaching a classifier of steps. */
import {
  add,
  cast,
  concat,
  div,
  expandDims,
  greater,
  less,
  logSoftmax,
  matMul,
  max,
  mean,
  min,
  mul,
  neg,
  type Scalar,
  softmax,
  squeeze,
  sub,
  sum,
  type Tensor,
  where,
} from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import { mapNamesOf } from "#distill/feature-maps";
import type { LossInput, Part, PartContext } from "#distill/lesson";
import { crossEntropy, normalise, total } from "#distill/losses";
import { defineMethod, type Method } from "#distill/method";
import { chain, linear } from "#distill/parts";

export interface AsdtOptions {
  /** Steps after which the teachers have had their turns; well above 1/(1 − momentum), or an optimizer mixes them. */
  readonly period: number;
  /** What decides the narrow teacher's share D of a period: "scheduled", or "losses", where D = L_B/(L_A + L_B). */
  readonly duty: string;
  /** D, as scheduled, at the start of the training. */
  readonly first: number;
  /** D, as scheduled, at its end. */
  readonly last: number;
  /** Where the narrow map of a window, scaled to 0 … 1 over its steps, is above this, the window's class is seen. */
  readonly narrow: number;
  /** The same for the wide map. */
  readonly wide: number;
  /** Divides the cosines of steps before the softmax that spreads the wide map. */
  readonly spread: number;
}

/**
 * CE + CE(A) + CE(B) + mean over time of CE(step classifier, mask of the teacher whose turn it is). A and B are linear
 * classifiers of every step of the last map, averaged for the window's label. A's own map of the class is the narrow mask,
 * B's, spread over steps with like features, the wide one; steps outside are an extra class. No branch is exported: they
 * teach the last map where the movement is, and slow a short training. Reconstructed from the abstract, which is about images.
 */
export const asdt: Method<AsdtOptions> = defineMethod<AsdtOptions>({
  name: "asdt",
  summary:
    "two masks over time, a narrow and a wide one, take turns in teaching where the class is",
  source:
    "Zhang et al. 2023, doi 10.1109/TIP.2023.3343112, arXiv:2112.09459 (details reconstructed)",
  teachers: "none",
  needs: ["labels"],
  laws: ["never-negative"],
  options: {
    period: 100,
    duty: "scheduled",
    first: 0.5,
    last: 0.9,
    narrow: 0.6,
    wide: 0.3,
    spread: 0.1,
  },
  weights: () => ({ hard: 1, soft: 1 }),
  stages(_, { duty }) {
    if (duty !== "scheduled" && duty !== "losses") {
      throw new UserError(`asdt: duty must be "scheduled" or "losses", got "${duty}"`);
    }
    return [{ role: "student", teachers: [] }];
  },
  parts: branches,
  memory: () => ({ phase: { data: new Float32Array(1), shape: [] } }),
  hold(input, options) {
    const phase = input.read("phase") as Scalar;
    input.write("phase", nextPhase(phase, options.period));
    const turn = narrowTurn(phase, options.period, dutyOf(input, options));
    return { mask: where(turn, narrowMask(input, options), wideMask(input, options)) };
  },
  loss(input) {
    const { student, labels, held } = input;
    const steps = logSoftmax(student.taps.steps!); // [batch, time, class + 1]
    const wanted = stepLabels(labels, held.mask!);
    return total([...clipLosses(input), neg(mean(sum(mul(wanted, steps), -1)))]);
  },
});

/** `narrow` and `wide` with logits of classes, `steps` with one more, for every step of the last map. */
function branches({ student, classes, nextSeed }: PartContext): Record<string, Part> {
  const reads = lastMap(student.taps);
  const branch = (units: number): Part => ({
    model: chain(student.taps[reads]!, linear(units, nextSeed())),
    reads,
  });
  return { narrow: branch(classes), wide: branch(classes), steps: branch(classes + 1) };
}

function lastMap(taps: Parameters<typeof mapNamesOf>[0]): string {
  const name = mapNamesOf(taps).at(-1);
  if (name !== undefined) return name;
  throw new UserError(
    "asdt: masks are over the steps of the last inner map, and the network has none [time, channel]",
    "choose a student with taps over time",
  );
}

type Step = Omit<LossInput, "held">;

/** Of A and of B, from the label of the whole window. */
function clipLosses({ student: { taps }, labels }: Step): Scalar[] {
  return [taps.narrow!, taps.wide!].map((logits) => crossEntropy(mean(logits, 1), labels));
}

/** The narrow teacher's share of a period. */
function dutyOf(input: Step, { duty, first, last }: AsdtOptions): Scalar {
  if (duty === "scheduled") return add(mul(input.progress, last - first), first);
  const [narrow, wide] = clipLosses(input) as [Scalar, Scalar];
  return div(wide, add(add(narrow, wide), 1e-12));
}

/** Whether it is the first of two teachers' turn: in that share of each period, at its start. Boolean. */
export function narrowTurn(phase: Scalar, period: number, duty: Scalar | number): Scalar {
  return less(phase, mul(duty, period));
}

/** 0, 1, … period − 1, 0, … */
export function nextPhase(phase: Scalar, period: number): Scalar {
  const next = add(phase, 1);
  return mul(next, cast(less(next, period), "float32"));
}

function narrowMask({ student: { taps }, labels }: Step, { narrow }: AsdtOptions): Tensor {
  return above(classMap(taps.narrow!, labels), narrow);
}

function wideMask({ student: { taps }, labels }: Step, { wide, spread }: AsdtOptions): Tensor {
  const map = classMap(taps.wide!, labels);
  return above(spreadOut(map, taps[lastMap(taps)]!, spread), wide);
}

/** Logits of the labelled class. [batch, time, class] → [batch, time] */
function classMap(logits: Tensor, labels: Tensor): Tensor {
  return sum(mul(logits, expandDims(labels, 1)), -1);
}

/** Each step gets the mean of steps with like features. map [batch, time], features [batch, time, channel] */
export function spreadOut(map: Tensor, features: Tensor, spread: number): Tensor {
  const directions = normalise(features);
  const likeness = matMul(directions, directions, false, true); // [batch, time, time]
  return squeeze(matMul(softmax(div(likeness, spread)), expandDims(map, -1)), [-1]);
}

/** 1 where a window's map, scaled to 0 … 1 over its steps, is above the threshold. [batch, time] */
export function above(map: Tensor, threshold: number): Tensor {
  const low = min(map, 1, true);
  const scaled = div(sub(map, low), add(sub(max(map, 1, true), low), 1e-6));
  return cast(greater(scaled, threshold), "float32");
}

/** The window's label inside the mask, the extra class outside. [batch, class], [batch, time] → [batch, time, class + 1] */
export function stepLabels(labels: Tensor, mask: Tensor): Tensor {
  const inside = expandDims(mask, -1);
  return concat([mul(inside, expandDims(labels, 1)), sub(1, inside)], -1);
}
