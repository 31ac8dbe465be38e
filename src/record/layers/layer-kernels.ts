/** @file Kernels of layers that ONNX knows as a whole, beside those of tf.js. */
import type { Op } from "#record/op";
import { layerNormalizationKernel } from "./layer-normalization-form.ts";
import { onnxGraph } from "./onnx-graph.ts";
import { recurrent } from "./recurrent-kernel.ts";

export const layerKernels: readonly Op[] = [
  layerNormalizationKernel,
  onnxGraph,
  recurrent,
] as readonly Op[];
