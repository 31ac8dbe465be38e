/** @file Small trainable models that methods put beside the networks. Shapes are without the batch. */
import {
  initializers,
  type LayersModel,
  layers,
  ones,
  sequential,
  type Tensor,
} from "@tensorflow/tfjs";

type Layer = layers.Layer;

/** Layers one after the other. */
export function chain(inputShape: readonly number[], ...inner: readonly Layer[]): LayersModel {
  return sequential({ layers: [layers.inputLayer({ inputShape: [...inputShape] }), ...inner] });
}

/** A linear map of the last axis: [..., channel] → [..., units]. On a map it is the convolution of kernel 1. */
export function linear(units: number, seed: number, { bias = true } = {}): Layer {
  const kernelInitializer = initializers.glorotUniform({ seed });
  return layers.dense({ units, useBias: bias, kernelInitializer });
}

/** A convolution over time, "same" padding, without bias: [time, channel] → [time / strides, filters] */
export function convolution(
  filters: number,
  kernelSize: number,
  seed: number,
  { strides = 1 } = {},
): Layer {
  const kernelInitializer = initializers.heNormal({ seed });
  const shape = { filters, kernelSize, strides, padding: "same" as const };
  return layers.conv1d({ ...shape, useBias: false, kernelInitializer });
}

/** Batch normalisation, ε 1e-5, momentum 0.9. */
export function norm(): Layer {
  return layers.batchNormalization({ epsilon: 1e-5, momentum: 0.9 });
}

/** A trained vector, all of one value at first; {@link readVector} reads it. */
export function vector(size: number, value: number): LayersModel {
  const kernelInitializer = initializers.constant({ value });
  return chain([1], layers.dense({ units: size, useBias: false, kernelInitializer }));
}

/** What a {@link vector} holds. [1, size] */
export function readVector(part: (one: Tensor) => Tensor): Tensor {
  return part(ones([1, 1]));
}
