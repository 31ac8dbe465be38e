/** @file Deep ConvNet: a factored first block, then three convolutions with max pooling. */
import { initializers, layers, model, type SymbolicTensor } from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import { defineNetwork, type NetworkEntry } from "#core/network";
import { atRate } from "#record/layers/at-rate";
import { classifier } from "#record/layers/blocks";
import { apply, dropout, flatten, normElu } from "#record/layers/decoder-blocks";
import { FactoredConv1D } from "#record/layers/factored-conv1d";
import { requireCounts } from "#record/layers/require-counts";
import { seeds } from "#record/layers/seeds";
import { onlyWindow } from "#record/layers/windows";

export interface DeepConvNetOptions {
  /** Filters of the blocks. */
  readonly filters: readonly number[];
  /** Taps of all convolutions, at `rate`. */
  readonly kernel: number;
  /** Steps whose largest value is kept, at `rate`. */
  readonly pool: number;
  /** Hz at which the lengths are meant; windows of another rate scale them. 0: never scaled. */
  readonly rate: number;
  /** Before every block but the first. */
  readonly dropout: number;
}

/** 22 electrodes × 1125 steps at 250 Hz, 4 classes: 284 479 parameters; at 125 Hz kernels of 5 and pools of 2: 170 704. */
export const deepConvNet: NetworkEntry<DeepConvNetOptions> = defineNetwork({
  name: "deep-conv-net",
  summary: "four convolution blocks for EEG, about 280 k parameters",
  source: "Schirrmeister et al. 2017, arXiv:1703.05051, deep ConvNet",
  modalities: ["eeg"],
  options: { filters: [25, 50, 100, 200], kernel: 10, pool: 3, rate: 250, dropout: 0.5 },
  build({ inputs, classes, seed }, { filters, kernel, pool, rate, dropout: share }) {
    requireCounts("deep-conv-net", { filters, kernel, pool });
    const next = seeds(seed);
    const window = onlyWindow("deep-conv-net", inputs);
    const steps = atRate(inputs[0]!, rate);
    const [taps, poolSize] = [steps(kernel), steps(pool)];
    const outputs: SymbolicTensor[] = [];
    let x = window;
    for (const [i, count] of filters.entries()) {
      const name = `block${i + 1}`;
      requireLeft(x, taps + poolSize - 1, inputs[0]!.length);
      if (i > 0) x = dropout(x, `${name}_dropout`, share);
      x = apply(i === 0 ? first(count, taps, next()) : later(name, count, taps, next()), x);
      x = normElu(x, name);
      x = apply(layers.maxPooling1d({ name: `${name}_pool`, poolSize, strides: poolSize }), x);
      outputs.push(x);
    }
    const features = flatten(x);
    const logits = classifier(features, classes, next());
    return {
      model: model({
        name: "deep_conv_net",
        inputs: window,
        outputs: [logits, ...outputs, features],
      }),
      taps: [...filters.map((_, i) => `block${i + 1}`), "features"],
      inputs,
    };
  },
});

function first(filters: number, kernelSize: number, seed: number): layers.Layer {
  const sizes = { temporalFilters: filters, kernelSize, filters };
  return new FactoredConv1D({ name: "block1_conv", ...sizes, useBias: true, seed });
}

function later(name: string, filters: number, kernelSize: number, seed: number): layers.Layer {
  const kernelInitializer = initializers.glorotUniform({ seed });
  const sizes = { filters, kernelSize, useBias: false, kernelInitializer };
  return layers.conv1d({ name: `${name}_conv`, ...sizes });
}

function requireLeft({ shape }: SymbolicTensor, steps: number, length: number): void {
  if (shape[1]! >= steps) return;
  throw new UserError(
    `deep-conv-net: windows of ${length} steps are too short for its blocks`,
    "take longer windows, fewer blocks (filters), or shorter kernels and pools",
  );
}
