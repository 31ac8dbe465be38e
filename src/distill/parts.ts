/** @file Small trainable models that methods put beside the networks. */
import { initializers, type LayersModel, layers, sequential } from "@tensorflow/tfjs";

/** A linear map of the last axis, with bias. inputShape: [..., channel] without the batch → [..., units] */
export function linear(inputShape: readonly number[], units: number, seed: number): LayersModel {
  const kernelInitializer = initializers.glorotUniform({ seed });
  return sequential({
    layers: [layers.dense({ inputShape: [...inputShape], units, kernelInitializer })],
  });
}
