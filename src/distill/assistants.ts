/** @file Assistants: networks between teacher and student, taught by plain knowledge distillation. */
import type { Lawful } from "./law.ts";
import type { Lesson } from "./lesson.ts";
import { type KdOptions, kd } from "./response/kd.ts";
import { plainTeachers, type Training } from "./stage.ts";

/** How assistants are taught, and the student after them. */
export interface AssistantOptions {
  /** Softmax temperature τ. */
  readonly temperature: number;
  /** Weight λ of the distillation term; the labels get 1 − λ. */
  readonly lambda: number;
}

/** The lesson of `kd`, under its name: methods that teach an assistant alike train it once. */
export function assistantLesson({ temperature, lambda }: AssistantOptions): Lesson & Lawful {
  const options: KdOptions = { ...kd.options, temperature, lambda };
  return {
    of: { method: kd.name, options },
    laws: kd.laws,
    weights: (_, progress) => kd.weights(options, progress),
    loss: (input) => kd.loss!(input, options),
  };
}

/** The first by the labels, every other from the one before it. */
export function chainOf(teachers: readonly string[], options: AssistantOptions): Training[] {
  const lesson = assistantLesson(options);
  const [first, ...assistants] = teachers;
  return [
    ...plainTeachers([first!]),
    ...assistants.map((role, i) => ({ role, teachers: [teachers[i]!], lesson })),
  ];
}
