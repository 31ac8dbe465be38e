/** @file The identity whose gradient points the other way, for adversarial training. */
import { clone, customGrad, mul, type Tensor } from "@tensorflow/tfjs";
import { ConfiguredLayer, type LayerConfig, onlyTensor } from "./configured-layer.ts";

export interface GradientReversalConfig extends LayerConfig {
  /** Strength λ: the gradient is multiplied by −λ. */
  readonly strength: number;
}

/** y = x, dx = −λ·dy (Ganin and Lempitsky 2015, arXiv:1409.7495, eq. 4). */
export class GradientReversal extends ConfiguredLayer<GradientReversalConfig> {
  static readonly className = "GradientReversal";

  override call(inputs: Tensor | Tensor[]): Tensor {
    return reverseGradient(onlyTensor(inputs), this.config.strength);
  }
}

/** The same for a tensor; the strength may be a scalar that changes from step to step. */
export function reverseGradient(x: Tensor, strength: number | Tensor): Tensor {
  const run = customGrad((input) => ({
    value: clone(input as Tensor),
    gradFunc: (dy) => mul(mul(dy as Tensor, strength), -1),
  }));
  return run(x);
}
