/** @file Three plain convolutions: the student for the smallest watches. */
import { model, type SymbolicTensor } from "@tensorflow/tfjs";
import { defineNetwork, type NetworkEntry } from "#core/network";
import { averageOverTime, classifier, convNormRelu, halved } from "#record/layers/blocks";
import { requireCounts } from "#record/layers/require-counts";
import { seeds } from "#record/layers/seeds";
import { onlyWindow } from "#record/layers/windows";

export interface Cnn1dTinyOptions {
  /** Filters of the three convolutions. */
  readonly filters: readonly [number, number, number];
  /** Kernel lengths, odd. */
  readonly kernels: readonly [number, number, number];
}

/** conv–BN–ReLU–maxpool twice, conv–BN–ReLU, mean over time, linear. 3 → 27 classes: 10 923 parameters. */
export const cnn1dTiny: NetworkEntry<Cnn1dTinyOptions> = defineNetwork({
  name: "cnn1d-tiny",
  summary: "three convolutions, about 10 k parameters",
  source: "wristill; parameter counts in test/golden/parameter-counts.test.ts",
  modalities: "any",
  options: { filters: [16, 32, 64], kernels: [5, 5, 3] },
  widths: ["filters"],
  build({ inputs, classes, seed }, { filters, kernels }) {
    requireCounts("cnn1d-tiny", { filters, kernels }, 3);
    const next = seeds(seed);
    const window = onlyWindow("cnn1d-tiny", inputs);
    const taps: SymbolicTensor[] = [];
    let x = window;
    for (const [i, count] of filters.entries()) {
      if (i > 0) x = halved(x, `pool${i}`);
      x = convNormRelu(x, {
        name: `conv${i + 1}`,
        filters: count,
        kernel: kernels[i]!,
        seed: next(),
      });
      taps.push(x);
    }
    const features = averageOverTime(x);
    const logits = classifier(features, classes, next());
    return {
      model: model({ name: "cnn1d_tiny", inputs: window, outputs: [logits, ...taps, features] }),
      taps: ["conv1", "conv2", "conv3", "features"],
      inputs,
    };
  },
});
