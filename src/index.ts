/** @file The public surface: the whole road in one call, and every stage by itself. What is not listed here, or in a stage's index, is private. */
export {
  type Augmentation,
  augmentations,
  type BatchAugmentation,
  composeAugmentations,
  defineAugmentation,
  defineBatchAugmentation,
} from "#augmentations/index";
export {
  benchmark,
  type Comparison,
  compare,
  comparisonTable,
  type Measurement,
  measureAccuracy,
  measureLatency,
} from "#benchmarks/index";
export { UserError } from "#core/errors";
export { defineNetwork, type Network, type NetworkEntry, type Task } from "#core/network";
export type { OnProgress, ProgressEvent } from "#core/progress";
export { Random } from "#core/random";
export type { Batch, NdArray, Normalization, Recording, Signal, WindowSet } from "#core/signal";
export { type DistillPlan, defineMethod, distill, type Method, methods } from "#distill/index";
export {
  type ExportedModel,
  exportOnnx,
  openModel,
  type QuantizedModel,
  quantizeModel,
  readMetadata,
  writeOnnx,
} from "#export/index";
export { type Recorder, record, recordInference } from "#record/index";
export { reportHtml } from "#report/report-html";
export type { RunResult } from "#report/result";
export { readResult, writeReport } from "#report/write-report";
export {
  type Dataset,
  datasets,
  defineDataset,
  fitNormalization,
  loadDataset,
  makeBatches,
  makeWindows,
  normalizeWindows,
  splitWindows,
} from "#sensors/index";
export { runPipeline } from "#src/pipeline";
export { type CompareOptions, compareLineups, compareMethods } from "#src/pipeline/compare";
export type { MethodComparison } from "#src/pipeline/comparison";
export { parseConfig } from "#src/pipeline/config";
export type { Config } from "#src/pipeline/config-schema";
export { contendersOf } from "#src/pipeline/contenders";
export type { RunEnvironment } from "#src/pipeline/environment";
export { type Lineup, type LineupWishes, lineupsOf } from "#src/pipeline/lineup";
export { loadConfig } from "#src/pipeline/load-config";
export { knownEntries } from "#src/pipeline/registries";
export { students } from "#students/index";
export { teachers } from "#teachers/index";
export { cpuEngine, type Engine, nodeEngine, recordedEngine } from "#train/index";
