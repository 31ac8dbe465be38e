/** @file ONNX files: a graph to bytes and back. */
export { decodeModel } from "./decode-model.ts";
export { type EncodeOptions, encodeModel } from "./encode-model.ts";
