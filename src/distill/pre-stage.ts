/** @file A student in two stages: first the method's own term and nothing else, then the labels. */
import { mean, type Scalar } from "@tensorflow/tfjs";
import type { Lawful } from "./law.ts";
import type { Lesson, LossInput } from "./lesson.ts";
import { type AddedTermOptions, softenedDivergence } from "./losses.ts";
import { type Training, teachersThenStudent } from "./stage.ts";

/** CE + α KD with the first teacher. */
export const labelsAndKd: Lesson<AddedTermOptions> & Lawful = {
  laws: ["zero-at-teacher", "shift-invariant", "per-sample", "never-negative"],
  weights: ({ alpha }) => ({ hard: 1, soft: alpha }),
  loss: ({ student, teachers: [teacher] }: LossInput, { temperature }): Scalar =>
    mean(softenedDivergence(student.logits, teacher!.logits, temperature)),
};

/**
 * Every teacher, then the student: `first` alone for that share of the epochs, then `second` (by default the method's
 * lesson). A share of 0 leaves the first out.
 */
export function studentTwice(
  teachers: readonly string[],
  share: number,
  first: Pick<Lesson, "loss" | "parts"> & Lawful,
  second?: Lesson & Lawful,
): Training[] {
  const [student, ...others] = teachersThenStudent(teachers).reverse() as [Training, ...Training[]];
  const alone: Lesson & Lawful = { ...first, weights: () => ({ hard: 0, soft: 1 }) };
  const before: Training = { ...student, phase: "before", lesson: alone, train: { epochs: share } };
  return [
    ...others.reverse(),
    ...(share > 0 ? [before] : []),
    { ...student, ...(second && { lesson: second }) },
  ];
}
