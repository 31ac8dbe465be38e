/** @file tf.js rebuilds a saved model from the class names of its layers; those of wristill must be made known to it. */
import { serialization } from "@tensorflow/tfjs";
import { DepthwiseConv1D } from "./depthwise-conv1d.ts";

/** Let `tf.loadLayersModel` read the models that wristill saved. Call once before loading. */
export function registerLayers(): void {
  serialization.registerClass(DepthwiseConv1D);
}
