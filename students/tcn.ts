/** @file Temporal convolutional network: dilated causal convolutions, so that it can also run sample by sample. */
import { layers, model, type SymbolicTensor } from "@tensorflow/tfjs";
import { defineNetwork, type NetworkEntry } from "#core/network";
import { averageOverTime, classifier, conv, normRelu, relu } from "#record/layers/blocks";
import { apply, dropout } from "#record/layers/decoder-blocks";
import { GroupedConv1D } from "#record/layers/grouped-conv1d";
import { requireCounts } from "#record/layers/require-counts";
import { seeds } from "#record/layers/seeds";
import { onlyWindow } from "#record/layers/windows";

export interface TcnOptions {
  readonly filters: number;
  /** Taps of every convolution. */
  readonly kernel: number;
  /** Steps from one tap to the next, of the blocks in order; with 3 taps 1, 2, 4, 8 reach 61 steps back. */
  readonly dilations: readonly number[];
  readonly dropout: number;
}

/** Residual blocks of two dilated causal convolutions with batch-norm, mean over time, linear. 3 → 27 classes: 9 527 parameters. */
export const tcn: NetworkEntry<TcnOptions> = defineNetwork({
  name: "tcn",
  summary: "dilated causal convolutions, about 9 k parameters",
  source: "Bai, Kolter, Koltun 2018, arXiv:1803.01271, §3; batch-norm for weight normalisation",
  modalities: "any",
  options: { filters: 20, kernel: 3, dilations: [1, 2, 4, 8], dropout: 0.1 },
  widths: ["filters"],
  build({ inputs, classes, seed }, { filters, kernel, dilations, dropout: share }) {
    requireCounts("tcn", { filters, kernel, dilations });
    const next = seeds(seed);
    const window = onlyWindow("tcn", inputs);
    const blocks: SymbolicTensor[] = [];
    let x = window;
    for (const [i, dilation] of dilations.entries()) {
      const name = `block${i + 1}`;
      const causal = (y: SymbolicTensor, part: string) => {
        const config = { filters, kernelSize: kernel, dilation, useBias: false, seed: next() };
        const layer = new GroupedConv1D({ name: `${name}_${part}`, ...config, padding: "causal" });
        const active = normRelu(apply(layer, y), `${name}_${part}`);
        return dropout(active, `${name}_${part}_dropout`, share);
      };
      const both = causal(causal(x, "conv1"), "conv2");
      const shaped = { name: `${name}_shortcut`, filters, kernel: 1 };
      const shortcut = x.shape.at(-1) === filters ? x : conv(x, { ...shaped, seed: next() });
      const sum = layers.add({ name: `${name}_sum` }).apply([both, shortcut]) as SymbolicTensor;
      x = relu(sum, name);
      blocks.push(x);
    }
    const features = averageOverTime(x);
    const logits = classifier(features, classes, next());
    return {
      model: model({ name: "tcn", inputs: window, outputs: [logits, ...blocks, features] }),
      taps: [...dilations.map((_, i) => `block${i + 1}`), "features"],
      inputs,
    };
  },
});
