/** @file Building blocks that networks share. */
import { initializers, layers, type SymbolicTensor } from "@tensorflow/tfjs";

export interface ConvOptions {
  readonly filters: number;
  readonly kernel: number;
  readonly stride?: number;
  readonly name: string;
  /** Seed of the initial weights. */
  readonly seed: number;
  readonly bias?: boolean;
}

/** Convolution over time, "same" padding, He initialisation by fan-out: N(0, √(2/(kernel · filters))). */
export function conv(x: SymbolicTensor, options: ConvOptions): SymbolicTensor {
  const { filters, kernel, stride = 1, name, seed, bias = false } = options;
  const stddev = Math.sqrt(2 / (kernel * filters));
  return layers
    .conv1d({
      name,
      filters,
      kernelSize: kernel,
      strides: stride,
      padding: "same",
      useBias: bias,
      kernelInitializer: initializers.randomNormal({ mean: 0, stddev, seed }),
    })
    .apply(x) as SymbolicTensor;
}

/** Batch normalisation (ε 1e-5, momentum 0.9) and ReLU. */
export function normRelu(x: SymbolicTensor, name: string): SymbolicTensor {
  const norm = layers.batchNormalization({ name: `${name}_bn`, epsilon: 1e-5, momentum: 0.9 });
  return relu(norm.apply(x) as SymbolicTensor, name);
}

export function relu(x: SymbolicTensor, name: string): SymbolicTensor {
  return layers.reLU({ name: `${name}_relu` }).apply(x) as SymbolicTensor;
}

/** Conv, batch-norm, ReLU. */
export function convNormRelu(x: SymbolicTensor, options: ConvOptions): SymbolicTensor {
  return normRelu(conv(x, options), options.name);
}

/** Mean over time: [batch, time, channel] → [batch, channel]. */
export function averageOverTime(x: SymbolicTensor, name = "features"): SymbolicTensor {
  return layers.globalAveragePooling1d({ name }).apply(x) as SymbolicTensor;
}

/** The classifier: a linear layer with Glorot-uniform weights. */
export function classifier(x: SymbolicTensor, classes: number, seed: number): SymbolicTensor {
  return layers
    .dense({
      name: "logits",
      units: classes,
      kernelInitializer: initializers.glorotUniform({ seed }),
    })
    .apply(x) as SymbolicTensor;
}

/** The larger of each two time steps. */
export function halved(x: SymbolicTensor, name: string): SymbolicTensor {
  return layers.maxPooling1d({ name, poolSize: 2, strides: 2 }).apply(x) as SymbolicTensor;
}
