/** @file ResNet-18 in one dimension. */
import { layers, model, type SymbolicTensor } from "@tensorflow/tfjs";
import { defineNetwork, type NetworkEntry } from "#core/network";
import { averageOverTime, classifier, conv, convNormRelu, relu } from "#record/layers/blocks";
import { norm } from "#record/layers/decoder-blocks";
import { requireCounts } from "#record/layers/require-counts";
import { seeds } from "#record/layers/seeds";
import { onlyWindow } from "#record/layers/windows";

export interface Resnet181dOptions {
  /** Channels k of the stem and the first stage; the others have 2k, 4k, 8k. */
  readonly width: number;
}

/** Stem of 7 taps, four stages of two basic blocks (strides 1, 2, 2, 2), mean over time, linear. k = 64: 3.85 M parameters. */
export const resnet181d: NetworkEntry<Resnet181dOptions> = defineNetwork({
  name: "resnet18-1d",
  summary: "residual network of 18 layers; width 24: about 550 k parameters",
  source:
    "He et al. 2016, arXiv:1512.03385, in one dimension as Jeon et al. 2022, arXiv:2201.00111",
  modalities: "any",
  options: { width: 24 },
  build({ inputs, classes, seed }, { width }) {
    requireCounts("resnet18-1d", { width });
    const next = seeds(seed);
    const window = onlyWindow("resnet18-1d", inputs);
    let x = convNormRelu(window, { name: "stem", filters: width, kernel: 7, seed: next() });
    const stages: SymbolicTensor[] = [];
    for (const stage of [0, 1, 2, 3]) {
      for (const block of [0, 1]) {
        const name = `stage${stage + 1}_block${block + 1}`;
        const stride = stage > 0 && block === 0 ? 2 : 1;
        x = basicBlock(x, { name, filters: width * 2 ** stage, stride }, next);
      }
      stages.push(x);
    }
    const features = averageOverTime(x);
    const logits = classifier(features, classes, next());
    const name = `resnet18_1d_${width}`;
    return {
      model: model({ name, inputs: window, outputs: [logits, ...stages, features] }),
      taps: ["stage1", "stage2", "stage3", "stage4", "features"],
      inputs,
    };
  },
});

interface Block {
  readonly name: string;
  readonly filters: number;
  readonly stride: number;
}

/** conv–BN–ReLU–conv–BN beside a shortcut (1×1 conv–BN where the shape changes), then ReLU. */
function basicBlock(
  x: SymbolicTensor,
  { name, filters, stride }: Block,
  next: () => number,
): SymbolicTensor {
  const sized = (part: string, kernel: number, steps: number) => {
    return { name: `${name}_${part}`, filters, kernel, stride: steps, seed: next() };
  };
  const first = convNormRelu(x, sized("conv1", 3, stride));
  const second = norm(conv(first, sized("conv2", 3, 1)), `${name}_conv2`);
  const changes = stride !== 1 || x.shape.at(-1) !== filters;
  const shortcut = changes ? norm(conv(x, sized("shortcut", 1, stride)), `${name}_shortcut`) : x;
  const sum = layers.add({ name: `${name}_sum` }).apply([second, shortcut]) as SymbolicTensor;
  return relu(sum, name);
}
