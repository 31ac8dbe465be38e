/** @file The distillation term of a lesson, with what it holds. */
import type { Scalar } from "@tensorflow/tfjs";
import { mapValues } from "#core/map-values";
import { stopGradient } from "#record/layers/stop-gradient";
import type { Tensors } from "#train/program";
import type { Lesson, LossInput } from "./lesson.ts";
import { requireWindows } from "./losses.ts";

type Step = Omit<LossInput, "held">;

/** What the lesson holds at the step as it is. */
export function heldBy({ hold }: Pick<Lesson, "hold">, step: Step, options: object): Tensors {
  return mapValues(hold?.(step, options) ?? {}, (x) => stopGradient(x));
}

/** The term; `held` by default what the lesson holds at the step. */
export function termOf(
  lesson: Pick<Lesson, "hold" | "loss">,
  step: Step,
  options: object,
  held?: Tensors,
): Scalar {
  requireWindows(step.labels);
  return lesson.loss!({ ...step, held: held ?? heldBy(lesson, step, options) }, options);
}
