/** @file A sequence summed up by what matters in it. */
import {
  add,
  initializers,
  matMul,
  mul,
  reshape,
  type Shape,
  slice,
  softmax,
  sum,
  type Tensor,
  type Tensor2D,
  tanh,
  tidy,
} from "@tensorflow/tfjs";
import { ConfiguredLayer, type LayerConfig, onlyShape, onlyTensor } from "./configured-layer.ts";
import { seeds } from "./seeds.ts";

export interface TemporalAttentionConfig extends LayerConfig {
  /** Seed of the initial weights, Glorot-uniform. */
  readonly seed: number;
}

/**
 * [batch, time, channel] → [batch, channel]: h_T + γ Σ_t β_t h_t with β = softmax_t(v·tanh(W h_t + b)); γ is learnt and
 * starts at 0 (Zhou et al. 2022, ISWC, doi:10.1145/3544794.3558467, temporal information enhancement).
 */
export class TemporalAttention extends ConfiguredLayer<TemporalAttentionConfig> {
  static readonly className = "TemporalAttention";

  override build(inputShape: Shape | Shape[]): void {
    const channels = onlyShape(inputShape)[2]!;
    const next = seeds(this.config.seed);
    const glorot = () => initializers.glorotUniform({ seed: next() });
    this.addWeight("kernel", [channels, channels], "float32", glorot());
    this.addWeight("bias", [channels], "float32", initializers.zeros());
    this.addWeight("score", [channels, 1], "float32", glorot());
    this.addWeight("gamma", [1], "float32", initializers.zeros());
    this.built = true;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => {
      const x = onlyTensor(inputs);
      const [batch, time, channels] = x.shape as [number, number, number];
      const [kernel, bias, score, gamma] = this.weights.map((weight) => weight.read());
      const rows = reshape(x, [batch * time, channels]) as Tensor2D;
      const hidden = tanh(add(matMul(rows, kernel as Tensor2D), bias!)) as Tensor2D;
      const weights = softmax(reshape(matMul(hidden, score as Tensor2D), [batch, time]));
      const context = sum(mul(x, reshape(weights, [batch, time, 1])), 1); // [batch, channel]
      const last = reshape(slice(x, [0, time - 1, 0], [batch, 1, channels]), [batch, channels]);
      return add(last, mul(gamma!, context));
    });
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [batch, , channels] = onlyShape(inputShape);
    return [batch!, channels!];
  }
}
