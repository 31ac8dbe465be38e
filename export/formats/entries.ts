/** @file Every format, sorted. */
export { c } from "./c.ts";
export { onnx } from "./onnx.ts";
export { ops } from "./ops.ts";
