/** @file The recorder: tf.js calls in, an ONNX graph out. */
export { applyNetwork, type NetworkOutputs, recordInference } from "./inference.ts";
export * as layers from "./layers/index.ts";
export { quietTf } from "./quiet.ts";
export { powerSpectrum, realDft, type Spectrum } from "./real-dft.ts";
export { type Recorder, type RecordOptions, record } from "./record.ts";
