/** @file The identity whose gradient points the other way, for adversarial training. */
import {
  clone,
  customGrad,
  type GradSaveFunc,
  mul,
  neg,
  scalar,
  type Tensor,
} from "@tensorflow/tfjs";
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
  const factor = typeof strength === "number" ? scalar(strength) : strength;
  const run = customGrad((...args) => {
    const [input, save] = args as unknown as [Tensor, GradSaveFunc];
    save([factor]);
    return {
      value: clone(input),
      gradFunc: (dy, [kept]) => mul(dy as Tensor, neg(kept as Tensor)),
    };
  });
  return run(x);
}
