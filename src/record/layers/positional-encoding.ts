/** @file Where in the window a step lies, told to layers that see no order. */
import { add, type Tensor, tensor2d, tidy } from "@tensorflow/tfjs";
import { ConfiguredLayer, type LayerConfig, onlyTensor } from "./configured-layer.ts";

/** [batch, time, channel] → the same, with sines of falling frequency added (Vaswani et al. 2017, arXiv:1706.03762, §3.5). */
export class PositionalEncoding extends ConfiguredLayer<LayerConfig> {
  static readonly className = "PositionalEncoding";

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => {
      const x = onlyTensor(inputs);
      const [, time, channels] = x.shape as [number, number, number];
      return add(x, tensor2d(sines(time, channels), [time, channels]));
    });
  }
}

/** sin(t / 10000^(2i/C)) in channel 2i, the cosine in channel 2i + 1: [time, channel]. */
function sines(time: number, channels: number): Float32Array {
  return Float32Array.from({ length: time * channels }, (_, at) => {
    const channel = at % channels;
    const angle = Math.floor(at / channels) / 10_000 ** ((channel - (channel % 2)) / channels);
    return channel % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  });
}
