/** @file Depthwise, then pointwise convolution over time, which tf.layers has in two dimensions only. */
import {
  add,
  conv1d,
  initializers,
  type Shape,
  type Tensor,
  type Tensor3D,
  tidy,
} from "@tensorflow/tfjs";
import { ConfiguredLayer, onlyShape, onlyTensor } from "./configured-layer.ts";
import { convolveEach } from "./depthwise-conv1d.ts";
import { seeds } from "./seeds.ts";
import { outputShape, type TimeConvConfig } from "./time-conv.ts";

export interface SeparableConv1DConfig extends TimeConvConfig {
  readonly filters: number;
  /** Depthwise outputs for each input channel. Default 1. */
  readonly depthMultiplier?: number;
  /** Default true. */
  readonly useBias?: boolean;
  /** Seed of the initial weights, Glorot-uniform. */
  readonly seed: number;
}

/** [batch, time, channel] → [batch, time′, filters] (Chollet 2017, arXiv:1610.02357). */
export class SeparableConv1D extends ConfiguredLayer<SeparableConv1DConfig> {
  static readonly className = "SeparableConv1D";

  override build(inputShape: Shape | Shape[]): void {
    const channels = onlyShape(inputShape)[2]!;
    const { kernelSize, filters, depthMultiplier = 1, useBias = true, seed } = this.config;
    const next = seeds(seed);
    const glorot = () => initializers.glorotUniform({ seed: next() });
    const depthwise = [1, kernelSize, channels, depthMultiplier];
    this.addWeight("depthwise_kernel", depthwise, "float32", glorot());
    const pointwise = [1, channels * depthMultiplier, filters];
    this.addWeight("pointwise_kernel", pointwise, "float32", glorot());
    if (useBias) this.addWeight("bias", [filters], "float32", initializers.zeros());
    this.built = true;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => {
      const [depthwise, pointwise, bias] = this.weights.map((weight) => weight.read());
      const each = convolveEach(onlyTensor(inputs), depthwise!, this.config);
      const y = conv1d(each as Tensor3D, pointwise as Tensor3D, 1, "valid");
      return bias ? add(y, bias) : y;
    });
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    return outputShape(onlyShape(inputShape), this.config, this.config.filters);
  }
}
