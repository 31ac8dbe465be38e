/** @file Depthwise-separable convolutions: fewer multiplications for the same reach. */
import { initializers, type layers, model, type SymbolicTensor } from "@tensorflow/tfjs";
import { defineNetwork, type NetworkEntry } from "#core/network";
import { averageOverTime, classifier, convNormRelu, normRelu } from "#record/layers/blocks";
import { DepthwiseConv1D } from "#record/layers/depthwise-conv1d";
import { requireCounts } from "#record/layers/require-counts";
import { seeds } from "#record/layers/seeds";
import { onlyWindow } from "#record/layers/windows";

export interface DsCnn1dOptions {
  /** Filters of the first convolution. */
  readonly stem: number;
  /** Output channels of each separable stage. */
  readonly stages: readonly number[];
  /** Length of the stem's and the depthwise kernels, odd. */
  readonly kernel: number;
}

/** conv–BN–ReLU, then stages of depthwise (stride 2)–BN–ReLU–pointwise–BN–ReLU. 3 → 27 classes: 8 107 parameters. */
export const dsCnn1d: NetworkEntry<DsCnn1dOptions> = defineNetwork({
  name: "ds-cnn1d",
  summary: "depthwise-separable convolutions, about 8 k parameters",
  source: "Howard et al. 2017, arXiv:1704.04861, in one dimension",
  modalities: "any",
  options: { stem: 16, stages: [32, 48, 64], kernel: 5 },
  widths: ["stem", "stages"],
  build({ inputs, classes, seed }, { stem, stages, kernel }) {
    requireCounts("ds-cnn1d", { stem, stages, kernel });
    const next = seeds(seed);
    const window = onlyWindow("ds-cnn1d", inputs);
    let x = convNormRelu(window, { name: "stem", filters: stem, kernel, seed: next() });
    const taps: SymbolicTensor[] = [x];
    for (const [i, filters] of stages.entries()) {
      x = normRelu(depthwise(x, `depthwise${i + 1}`, kernel, next()), `depthwise${i + 1}`);
      x = convNormRelu(x, { name: `pointwise${i + 1}`, filters, kernel: 1, seed: next() });
      taps.push(x);
    }
    const features = averageOverTime(x);
    const logits = classifier(features, classes, next());
    return {
      model: model({ name: "ds_cnn1d", inputs: window, outputs: [logits, ...taps, features] }),
      taps: ["stem", ...stages.map((_, i) => `pointwise${i + 1}`), "features"],
      inputs,
    };
  },
});

/** He initialisation by the taps of one channel. */
function depthwise(x: SymbolicTensor, name: string, kernel: number, seed: number): SymbolicTensor {
  const stddev = Math.sqrt(2 / kernel);
  const initializer = initializers.randomNormal({ mean: 0, stddev, seed });
  return layer({ name, kernelSize: kernel, strides: 2, depthwiseInitializer: initializer }).apply(
    x,
  ) as SymbolicTensor;
}

function layer(config: ConstructorParameters<typeof DepthwiseConv1D>[0]): layers.Layer {
  return new DepthwiseConv1D(config);
}
