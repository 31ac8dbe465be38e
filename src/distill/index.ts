/** @file Distillation: from teachers to student, by any method. */
export {
  type DistillContext,
  type Distilled,
  type DistillPlan,
  distill,
  type NetworkPlan,
  type StageKeeper,
  type Trained,
} from "./distill.ts";
export {
  defineMethod,
  type Law,
  type LossInput,
  type Method,
  type Outputs,
  type Stage,
} from "./method.ts";
export * as methods from "./methods.ts";
export type { TrainOptions } from "./train-stage.ts";
export type { TrainingData } from "./training-data.ts";
