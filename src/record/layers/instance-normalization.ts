/** @file Normalising each channel of each sample. */
import { initializers, reshape, type Shape, type Tensor, tidy } from "@tensorflow/tfjs";
import { ConfiguredLayer, type LayerConfig, onlyShape, onlyTensor } from "./configured-layer.ts";
import { normalize } from "./normalize.ts";

export interface InstanceNormalizationConfig extends LayerConfig {
  /** Added to the variance. Default 1e-5. */
  readonly epsilon?: number;
}

/** [batch, …, channel] → the same; scale and shift by channel (Ulyanov et al. 2016, arXiv:1607.08022). */
export class InstanceNormalization extends ConfiguredLayer<InstanceNormalizationConfig> {
  static readonly className = "InstanceNormalization";

  override build(inputShape: Shape | Shape[]): void {
    const channels = onlyShape(inputShape).at(-1)!;
    this.addWeight("gamma", [channels], "float32", initializers.ones());
    this.addWeight("beta", [channels], "float32", initializers.zeros());
    this.built = true;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => {
      const x = onlyTensor(inputs);
      const places = x.shape.slice(1, -1).reduce((product, size) => product * size, 1);
      const flat = reshape(x, [x.shape[0]!, places, x.shape.at(-1)!]);
      const [gamma, beta] = this.weights.map((weight) => weight.read());
      const { epsilon = 1e-5 } = this.config;
      return reshape(normalize(flat, { axes: [1], epsilon, gamma, beta }), x.shape);
    });
  }
}
