/** @file Normalising each sample in groups of channels. */
import { initializers, reshape, type Shape, type Tensor, tidy } from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import { ConfiguredLayer, type LayerConfig, onlyShape, onlyTensor } from "./configured-layer.ts";
import { normalize } from "./normalize.ts";

export interface GroupNormalizationConfig extends LayerConfig {
  /** Divides the channels. */
  readonly groups: number;
  /** Added to the variance. Default 1e-5. */
  readonly epsilon?: number;
}

/** [batch, …, channel] → the same; scale and shift by channel (Wu and He 2018, arXiv:1803.08494, §3.1). */
export class GroupNormalization extends ConfiguredLayer<GroupNormalizationConfig> {
  static readonly className = "GroupNormalization";

  override build(inputShape: Shape | Shape[]): void {
    const channels = onlyShape(inputShape).at(-1)!;
    const { groups } = this.config;
    if (channels % groups !== 0) {
      throw new UserError(
        `${this.name}: expected groups that divide the channels, got ${groups} groups of ${channels} channels`,
        "choose a number of groups that divides the channels",
      );
    }
    this.addWeight("gamma", [channels], "float32", initializers.ones());
    this.addWeight("beta", [channels], "float32", initializers.zeros());
    this.built = true;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => {
      const x = onlyTensor(inputs);
      const { groups, epsilon = 1e-5 } = this.config;
      const channels = x.shape.at(-1)!;
      const places = x.shape.slice(1, -1).reduce((product, size) => product * size, 1);
      const grouped = reshape(x, [x.shape[0]!, places, groups, channels / groups]);
      const [gamma, beta] = this.weights.map((w) => reshape(w.read(), [groups, channels / groups]));
      return reshape(normalize(grouped, { axes: [1, 3], epsilon, gamma, beta }), x.shape);
    });
  }
}
