/** @file Depthwise convolution over time, which tf.layers has in two dimensions only. */
import {
  depthwiseConv2d,
  initializers,
  layers,
  reshape,
  type Shape,
  type serialization,
  type Tensor,
  type Tensor4D,
  tidy,
} from "@tensorflow/tfjs";

type Initializer = ReturnType<typeof initializers.zeros>;

export interface DepthwiseConv1DConfig {
  readonly name?: string;
  /** Taps. */
  readonly kernelSize: number;
  readonly strides: number;
  readonly depthwiseInitializer?: Initializer | serialization.ConfigDict;
}

/** [batch, time, channel] → [batch, ⌈time/stride⌉, channel]; one kernel per channel, "same" padding, no bias. */
export class DepthwiseConv1D extends layers.Layer {
  static readonly className = "DepthwiseConv1D";
  readonly #config: DepthwiseConv1DConfig;

  constructor(config: DepthwiseConv1DConfig) {
    super(config.name === undefined ? {} : { name: config.name });
    this.#config = config;
  }

  override build(inputShape: Shape | Shape[]): void {
    const channels = (inputShape as Shape).at(-1)!;
    const { kernelSize, depthwiseInitializer } = this.#config;
    const initializer =
      depthwiseInitializer && "apply" in depthwiseInitializer
        ? (depthwiseInitializer as Initializer)
        : initializers.glorotUniform({});
    this.addWeight("depthwise_kernel", [1, kernelSize, channels, 1], "float32", initializer);
    this.built = true;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0]! : inputs;
      const [batch, time, channels] = x.shape as [number, number, number];
      const { strides } = this.#config;
      const kernel = this.weights[0]!.read() as Tensor4D;
      const rows = reshape(x, [batch, 1, time, channels]) as Tensor4D;
      const y = depthwiseConv2d(rows, kernel, [strides, strides], "same");
      return reshape(y, [batch, Math.ceil(time / strides), channels]);
    });
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [batch, time, channels] = inputShape as Shape;
    return [
      batch!,
      time === null ? null : Math.ceil(time! / this.#config.strides),
      channels!,
    ] as Shape;
  }

  override getConfig(): serialization.ConfigDict {
    const { kernelSize, strides } = this.#config;
    return { ...super.getConfig(), kernelSize, strides };
  }
}
