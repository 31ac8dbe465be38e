/** @file stage 5 of 6 · in: Network · out: ExportedModel */
export { type GraphCost, graphCost, type LayerCost } from "./cost.ts";
export {
  type ExportedModel,
  type ExportOptions,
  exportDefaults,
  exportOnnx,
  type ParitySample,
  writeOnnx,
} from "./export-onnx.ts";
export { type InputDescription, type ModelMetadata, readMetadata } from "./metadata.ts";
export { checkParity, type Parity, type ParityOptions, requireParity } from "./parity.ts";
export { exportPasses } from "./passes/index.ts";
export type { Measured, Preference } from "./quantize/choose.ts";
export type { Corrections } from "./quantize/correct.ts";
export type { QuantizedTensor } from "./quantize/insert-qdq.ts";
export type { Budget, Change, Trial } from "./quantize/judge.ts";
export { openModel } from "./quantize/open-model.ts";
export {
  type QuantizedModel,
  type QuantizeOptions,
  quantizeDefaults,
  quantizeModel,
} from "./quantize/quantize-model.ts";
export { contentHash, writeMetadata } from "./write-metadata.ts";
