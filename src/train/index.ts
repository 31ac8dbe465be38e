/** @file Training: steps recorded to ONNX, run by onnxruntime, or eager in tf.js. */
export { createSession } from "#runtime/ort";
export type {
  Arrays,
  CompiledForward,
  CompiledStep,
  Engine,
  TrainingState,
  Weights,
} from "./engine.ts";
export { cpuEngine, nodeEngine } from "./engines/eager.ts";
export { recordedEngine, recordStep } from "./engines/recorded.ts";
export { type FitOptions, type FitResult, fit } from "./fit.ts";
export {
  type Flatness,
  type FlatnessOptions,
  flatness,
  flatnessDefaults,
  type Landscape,
  landscapeOf,
} from "./flatness.ts";
export * as optimizers from "./optimizers.ts";
export { packForward, packStep } from "./pack-step.ts";
export { type Predictor, predictor } from "./predict.ts";
export {
  defineProgram,
  type Group,
  type ProgramStep,
  type StepProgram,
  type Tensors,
} from "./program.ts";
export * as schedules from "./schedules.ts";
export type { AnyStep, Loss, StepDefinition } from "./step.ts";
export { assignWeights, readWeights } from "./weights.ts";
export { weightsIn } from "./weights-in.ts";
