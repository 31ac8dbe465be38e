/** @file ONNX files: a graph to bytes and back. */
export { type EncodeOptions, encodeModel } from "./encode-model.ts";
