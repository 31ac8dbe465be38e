/** @file Training where the data is: runs recorded steps, in a browser or in Node. Loads no tf.js. */
export { UserError } from "#core/errors";
export { pack, unpack } from "#core/pack";
export { Random } from "#core/random";
export type { Batch, BatchSource, NdArray, WindowSet } from "#core/signal";
export { createSession } from "#runtime/ort";
export { type BatchOptions, makeBatches } from "#sensors/batches";
export { normalizeWindows } from "#sensors/normalize";
export type {
  Arrays,
  CompiledForward,
  CompiledStep,
  TrainingState,
  Weights,
} from "#train/engine";
export { groupWeights, type OpenOptions, openForward, openStep } from "#train/open-step";
export { type Evaluation, evaluate } from "#train/predict";
