/** @file Distillation: from teachers to student, by any method. */
export {
  type DistillContext,
  type Distilled,
  distill,
  type StageKeeper,
  type Trained,
} from "./distill.ts";
export type { DistillPlan, NetworkPlan } from "./distill-plan.ts";
export type { Law, Lawful } from "./law.ts";
export {
  type Lesson,
  type LessonStep,
  type LossInput,
  labelsOnly,
  type Outputs,
  type Part,
  type PartContext,
  type StepInput,
} from "./lesson.ts";
export { defineMethod, type Method, type Need } from "./method.ts";
export * as methods from "./methods.ts";
export {
  type Choice,
  type Measurement,
  plainTeachers,
  type Stage,
  type Training,
  teachersThenStudent,
} from "./stage.ts";
export type { TrainOptions } from "./train-stage.ts";
export type { TrainingData } from "./training-data.ts";
export { ViewStore } from "./view-store.ts";
