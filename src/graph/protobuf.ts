/** @file ONNX files: a graph to bytes and back. */
export { decodeModel } from "./decode-model.ts";
export { encodeModel } from "./encode-model.ts";
