/** @file EEGNet-8,2 as a plain `tf.LayersModel`, time before electrode. */
import {
  constraints,
  initializers,
  input,
  layers,
  model,
  type SymbolicTensor,
} from "@tensorflow/tfjs";
import type { Network, Task } from "#core/network";
import { seeds } from "#record/layers/seeds";

type Initializer = ReturnType<typeof initializers.glorotUniform>;

const [temporal, depth, pointwise] = [8, 2, 16]; // F1, D, F2
const dropout = 0.5;

/**
 * Windows `[batch, time, electrode]`; 2 548 parameters at 22 × 562 and four classes.
 * Source: Lawhern et al. 2018, arXiv:1611.08024, table 2.
 */
export function eegnet({ inputs, classes, seed }: Task): Network {
  const next = seeds(seed);
  const weights = () => initializers.glorotUniform({ seed: next() });
  const { modality, length, channels } = inputs[0]!;
  const window = input({ shape: [length, channels], name: modality });
  let x = apply(layers.reshape({ targetShape: [length, channels, 1] }), window);
  x = apply(convolution(weights()), x);
  x = apply(norm("temporal"), x); // [batch, time, electrode, 8]
  x = apply(electrodes(channels, weights()), x);
  x = apply(layers.dropout({ rate: dropout }), activatedMean(x, "spatial", 4)); // [batch, time/4, 1, 16]
  x = apply(separable(weights), x);
  x = apply(layers.dropout({ rate: dropout }), activatedMean(x, "separable", 8)); // [batch, time/32, 1, 16]
  const features = apply(layers.flatten({ name: "features" }), x);
  const kernelConstraint = constraints.maxNorm({ maxValue: 0.25, axis: 0 });
  const dense = { name: "logits", units: classes, kernelInitializer: weights(), kernelConstraint };
  const logits = apply(layers.dense(dense), features);
  return {
    model: model({ name: "eegnet", inputs: window, outputs: [logits, features] }),
    taps: ["features"],
    inputs,
  };
}

function apply(layer: layers.Layer, x: SymbolicTensor): SymbolicTensor {
  return layer.apply(x) as SymbolicTensor;
}

function convolution(kernelInitializer: Initializer): layers.Layer {
  return layers.conv2d({
    ...{ name: "temporal", filters: temporal, kernelSize: [64, 1], kernelInitializer },
    ...{ padding: "same", useBias: false },
  });
}

/** Spatial filters for each temporal one, over all electrodes at once. */
function electrodes(channels: number, depthwiseInitializer: Initializer): layers.Layer {
  return layers.depthwiseConv2d({
    ...{ name: "spatial", kernelSize: [1, channels], depthMultiplier: depth, useBias: false },
    ...{ depthwiseInitializer, depthwiseConstraint: constraints.maxNorm({ maxValue: 1, axis: 1 }) },
  });
}

function separable(weights: () => Initializer): layers.Layer {
  return layers.separableConv2d({
    ...{ name: "separable", filters: pointwise, kernelSize: [16, 1] },
    ...{ depthwiseInitializer: weights(), pointwiseInitializer: weights() },
    ...{ padding: "same", useBias: false },
  });
}

function norm(name: string): layers.Layer {
  return layers.batchNormalization({ name: `${name}_bn`, momentum: 0.9, epsilon: 1e-5 });
}

function activatedMean(x: SymbolicTensor, name: string, width: number): SymbolicTensor {
  const y = apply(layers.elu(), apply(norm(name), x));
  return apply(layers.averagePooling2d({ poolSize: [width, 1] }), y);
}
