/** @file Depthwise convolution over time, which tf.layers has in two dimensions only. */
import {
  depthwiseConv2d,
  initializers,
  reshape,
  type Shape,
  type serialization,
  type Tensor,
  type Tensor4D,
  tidy,
} from "@tensorflow/tfjs";
import { ConfiguredLayer, onlyShape, onlyTensor } from "./configured-layer.ts";
import { outputShape, padded, type TimeConvConfig } from "./time-conv.ts";

type Initializer = ReturnType<typeof initializers.zeros>;

export interface DepthwiseConv1DConfig extends TimeConvConfig {
  /** Outputs for each input channel. Default 1. */
  readonly depthMultiplier?: number;
  /** Not saved: a saved model has its weights. Default Glorot-uniform. */
  readonly depthwiseInitializer?: Initializer;
}

/** [batch, time, channel] → [batch, time′, channel · depthMultiplier]; own kernels for each channel, no bias. */
export class DepthwiseConv1D extends ConfiguredLayer<DepthwiseConv1DConfig> {
  static readonly className = "DepthwiseConv1D";

  override build(inputShape: Shape | Shape[]): void {
    const channels = onlyShape(inputShape).at(-1)!;
    const { kernelSize, depthMultiplier = 1, depthwiseInitializer } = this.config;
    this.addWeight(
      "depthwise_kernel",
      [1, kernelSize, channels, depthMultiplier],
      "float32",
      depthwiseInitializer ?? initializers.glorotUniform({}),
    );
    this.built = true;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => convolveEach(onlyTensor(inputs), this.weights[0]!.read(), this.config));
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const shape = onlyShape(inputShape);
    return outputShape(shape, this.config, shape[2]! * (this.config.depthMultiplier ?? 1));
  }

  override getConfig(): serialization.ConfigDict {
    const { depthwiseInitializer: _, ...config } = super.getConfig();
    return config;
  }
}

/** Each channel with its own kernels `[1, tap, channel, multiplier]`. */
export function convolveEach(input: Tensor, kernel: Tensor, config: TimeConvConfig): Tensor {
  const { strides = 1, dilation = 1 } = config;
  const [x, padding] = padded(input, config);
  const [batch, time, channels] = x.shape as [number, number, number];
  const rows = reshape(x, [batch, 1, time, channels]) as Tensor4D;
  const y = depthwiseConv2d(rows, kernel as Tensor4D, strides, padding, "NHWC", dilation);
  return reshape(y, [batch, y.shape[2], y.shape[3]]);
}
