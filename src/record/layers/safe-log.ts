/** @file The logarithm of a power that may be 0. */
import { log, maximum, type Tensor, tidy } from "@tensorflow/tfjs";
import { ConfiguredLayer, type LayerConfig, onlyTensor } from "./configured-layer.ts";

const floor = 1e-6;

/** ln max(x, 10⁻⁶) of every element (Schirrmeister et al. 2017, arXiv:1703.05051, shallow ConvNet). */
export class SafeLog extends ConfiguredLayer<LayerConfig> {
  static readonly className = "SafeLog";

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => log(maximum(onlyTensor(inputs), floor)));
  }
}
