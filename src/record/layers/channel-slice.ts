/** @file Some of the channels, one after the other; tf.js has no layer for that. */
import { type Shape, slice, type Tensor } from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import { ConfiguredLayer, type LayerConfig, onlyShape, onlyTensor } from "./configured-layer.ts";

export interface ChannelSliceConfig extends LayerConfig {
  /** The first, from 0. */
  readonly start: number;
  readonly size: number;
}

/** [batch, …, channel] → [batch, …, size] */
export class ChannelSlice extends ConfiguredLayer<ChannelSliceConfig> {
  static readonly className = "ChannelSlice";

  override call(inputs: Tensor | Tensor[]): Tensor {
    const x = onlyTensor(inputs);
    const { start, size } = this.config;
    const before = x.shape.slice(0, -1);
    return slice(x, [...before.map(() => 0), start], [...before, size]);
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const shape = onlyShape(inputShape);
    const { start, size } = this.config;
    if (!(start >= 0 && size > 0 && start + size <= shape.at(-1)!)) {
      throw new UserError(
        `${this.name}: expected channels among ${shape.at(-1)}, got ${size} from ${start} on`,
      );
    }
    return [...shape.slice(0, -1), size];
  }
}
