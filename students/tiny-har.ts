/** @file TinyHAR: each channel by itself, then channels among themselves, then time. */
import { initializers, layers, model, type SymbolicTensor } from "@tensorflow/tfjs";
import { defineNetwork, type NetworkEntry } from "#core/network";
import { classifier, relu } from "#record/layers/blocks";
import { apply, dropout, norm } from "#record/layers/decoder-blocks";
import { MultiHeadAttention } from "#record/layers/multi-head-attention";
import { lstmSequence } from "#record/layers/recurrent-blocks";
import { requireCounts } from "#record/layers/require-counts";
import { seeds } from "#record/layers/seeds";
import { TemporalAttention } from "#record/layers/temporal-attention";
import { onlyWindow } from "#record/layers/windows";

export interface TinyHarOptions {
  /** Filters F of each convolution; channels are fused to 2F. */
  readonly filters: number;
  /** Taps of the four convolutions, odd. */
  readonly kernel: number;
  readonly dropout: number;
}

/**
 * Four convolutions shared by all channels (strides 2, 1, 2, 1), attention among channels step by step, fusion of
 * channels, LSTM, attention over time, linear. 3 → 27 classes: 9 832 parameters; they grow by 2F² with each channel.
 */
export const tinyHar: NetworkEntry<TinyHarOptions> = defineNetwork({
  name: "tiny-har",
  summary: "convolution, attention among channels and LSTM, about 10 k parameters",
  source:
    "Zhou et al. 2022, ISWC, doi:10.1145/3544794.3558467; batch-norm before ReLU, so that it folds",
  modalities: "any",
  options: { filters: 12, kernel: 5, dropout: 0.1 },
  widths: ["filters"],
  build({ inputs, classes, seed }, { filters, kernel, dropout: share }) {
    requireCounts("tiny-har", { filters, kernel });
    const next = seeds(seed);
    const window = onlyWindow("tiny-har", inputs);
    const each = channelwise(window, { filters, kernel }, next);
    const mixed = amongChannels(each, filters, next());
    const fused = fusion(dropout(mixed, "mixed_dropout", share), 2 * filters, next());
    const states = lstmSequence(fused, { name: "states", units: 2 * filters, next });
    const attention = new TemporalAttention({ name: "features", seed: next() });
    const features = apply(attention, states);
    const outputs = [classifier(features, classes, next()), fused, states, features];
    return {
      model: model({ name: "tiny_har", inputs: window, outputs }),
      taps: ["fused", "states", "features"],
      inputs,
    };
  },
});

/** [batch, time, channel] → [batch, time/4, channel, filters], the same filters for every channel. */
function channelwise(
  window: SymbolicTensor,
  { filters, kernel }: { readonly filters: number; readonly kernel: number },
  next: () => number,
): SymbolicTensor {
  const [, length, channels] = window.shape as number[];
  const image = layers.reshape({ name: "image", targetShape: [length!, channels!, 1] });
  let x = apply(image, window);
  for (const [i, stride] of [2, 1, 2, 1].entries()) {
    const name = `conv${i + 1}`;
    const stddev = Math.sqrt(2 / (kernel * filters));
    const conv = layers.conv2d({
      ...{ name, filters, kernelSize: [kernel, 1], strides: [stride, 1] },
      ...{ padding: "same", useBias: false },
      kernelInitializer: initializers.randomNormal({ mean: 0, stddev, seed: next() }),
    });
    x = relu(norm(apply(conv, x), name), name);
  }
  return x;
}

/** Adds to each channel what it finds in the others, at every step. */
function amongChannels(x: SymbolicTensor, filters: number, seed: number): SymbolicTensor {
  const config = { name: "among_channels", heads: 1, headSize: filters, seed };
  const found = apply(new MultiHeadAttention(config), x);
  return layers.add({ name: "mixed" }).apply([x, found]) as SymbolicTensor;
}

/** [batch, time, channel, filters] → [batch, time, units] */
function fusion(x: SymbolicTensor, units: number, seed: number): SymbolicTensor {
  const [, length, channels, filters] = x.shape as number[];
  const rows = layers.reshape({ name: "rows", targetShape: [length!, channels! * filters!] });
  const kernelInitializer = initializers.glorotUniform({ seed });
  const dense = layers.dense({ name: "fused", units, activation: "relu", kernelInitializer });
  return apply(dense, apply(rows, x));
}
