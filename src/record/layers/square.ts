/** @file Squares, for the power of a filtered signal. */
import { square, type Tensor, tidy } from "@tensorflow/tfjs";
import { ConfiguredLayer, type LayerConfig, onlyTensor } from "./configured-layer.ts";

/** x² of every element, in the shape of the input. */
export class Square extends ConfiguredLayer<LayerConfig> {
  static readonly className = "Square";

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => square(onlyTensor(inputs)));
  }
}
