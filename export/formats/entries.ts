/** @file Every format, sorted. */
export { c } from "./c.ts";
export { onnx } from "./onnx.ts";
export { ops } from "./ops.ts";
export { tfjsGraph } from "./tfjs-graph.ts";
export { tfjsLayers } from "./tfjs-layers.ts";
export { tflite } from "./tflite.ts";
export { tfliteInt8 } from "./tflite-int8.ts";
