/** @file Convolution over time in groups of channels, causal too: tf.js lacks both. */
import {
  add,
  concat,
  conv1d,
  initializers,
  type Shape,
  split,
  type Tensor,
  type Tensor3D,
  tidy,
} from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import { ConfiguredLayer, onlyShape, onlyTensor } from "./configured-layer.ts";
import { outputShape, padded, type TimeConvConfig } from "./time-conv.ts";

export interface GroupedConv1DConfig extends TimeConvConfig {
  readonly filters: number;
  /** Divides the channels and the filters; each group of filters sees its group of channels. Default 1. */
  readonly groups?: number;
  /** Default true. */
  readonly useBias?: boolean;
  /** Seed of the initial weights, Glorot-uniform. */
  readonly seed: number;
}

/** [batch, time, channel] → [batch, time′, filters] (Xie et al. 2017, arXiv:1611.05431, §3.3). */
export class GroupedConv1D extends ConfiguredLayer<GroupedConv1DConfig> {
  static readonly className = "GroupedConv1D";

  override build(inputShape: Shape | Shape[]): void {
    const channels = onlyShape(inputShape)[2]!;
    const { kernelSize, filters, groups = 1, useBias = true, seed } = this.config;
    if (channels % groups !== 0 || filters % groups !== 0) {
      throw new UserError(
        `${this.name}: expected groups that divide channels and filters, got ${groups} groups of ${channels} channels and ${filters} filters`,
        "choose a number of groups that divides both",
      );
    }
    const glorot = initializers.glorotUniform({ seed });
    this.addWeight("kernel", [kernelSize, channels / groups, filters], "float32", glorot);
    if (useBias) this.addWeight("bias", [filters], "float32", initializers.zeros());
    this.built = true;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => {
      const { strides = 1, dilation = 1, groups = 1 } = this.config;
      const [kernel, bias] = this.weights.map((weight) => weight.read());
      const [x, padding] = padded(onlyTensor(inputs), this.config);
      const parts = (y: Tensor) => (groups === 1 ? [y] : split(y, groups, 2)) as Tensor3D[];
      const kernels = parts(kernel!);
      const outputs = parts(x).map((part, group) =>
        conv1d(part, kernels[group]!, strides, padding, "NWC", dilation),
      );
      const y = concat(outputs, 2);
      return bias ? add(y, bias) : y;
    });
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    return outputShape(onlyShape(inputShape), this.config, this.config.filters);
  }
}
