/** @file The tiny convolutional student with a first block per sensor, or per axis: it can show how they relate. */
import { layers, model, type SymbolicTensor } from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import { defineNetwork, type InputShape, type NetworkEntry } from "#core/network";
import { averageOverTime, classifier, convNormRelu, halved } from "#record/layers/blocks";
import { ChannelSlice } from "#record/layers/channel-slice";
import { requireCounts } from "#record/layers/require-counts";
import { seeds } from "#record/layers/seeds";
import { windowOf } from "#record/layers/windows";

export interface Cnn1dBranchesOptions {
  /** Filters of each branch's convolution, then of the two that follow them together. */
  readonly filters: readonly [number, number, number];
  /** Kernel lengths, odd. */
  readonly kernels: readonly [number, number, number];
}

/**
 * `cnn1d-tiny` whose first block is in groups: a convolution for every modality, or where there is one, for every
 * channel. Each one's mean over time is a tap "branch1", "branch2", …, which is not exported.
 */
export const cnn1dBranches: NetworkEntry<Cnn1dBranchesOptions> = defineNetwork({
  name: "cnn1d-branches",
  summary: "cnn1d-tiny with a first block per sensor or axis, for mrd",
  source: "wristill; parameter counts in test/golden/parameter-counts.test.ts",
  modalities: "any",
  options: { filters: [8, 32, 64], kernels: [5, 5, 3] },
  widths: ["filters"],
  build({ inputs, classes, seed }, { filters, kernels }) {
    requireCounts("cnn1d-branches", { filters, kernels }, 3);
    requireOneLength(inputs);
    const next = seeds(seed);
    const windows = inputs.map(windowOf);
    const block = (x: SymbolicTensor, stage: number, name: string) =>
      convNormRelu(x, { name, filters: filters[stage]!, kernel: kernels[stage]!, seed: next() });
    const maps = branchInputs(windows).map((x, i) => block(x, 0, `branch${i + 1}_conv`));
    const branches = maps.map((map, i) => averageOverTime(map, `branch${i + 1}`));
    const first = layers.concatenate({ name: "conv1" }).apply(maps) as SymbolicTensor;
    const second = block(halved(first, "pool1"), 1, "conv2");
    const third = block(halved(second, "pool2"), 2, "conv3");
    const features = averageOverTime(third);
    const logits = classifier(features, classes, next());
    const outputs = [logits, first, second, third, ...branches, features];
    return {
      model: model({ name: "cnn1d_branches", inputs: windows, outputs }),
      taps: ["conv1", "conv2", "conv3", ...branches.map((_, i) => `branch${i + 1}`), "features"],
      inputs,
    };
  },
});

/** The modalities, or the channels of the only one. */
function branchInputs(windows: readonly SymbolicTensor[]): readonly SymbolicTensor[] {
  const [only] = windows;
  if (windows.length > 1) return windows;
  return Array.from({ length: only!.shape[2]! }, (_, start) => {
    const layer = new ChannelSlice({ name: `channel${start + 1}`, start, size: 1 });
    return layer.apply(only!) as SymbolicTensor;
  });
}

function requireOneLength(inputs: readonly InputShape[]): void {
  if (new Set(inputs.map(({ length }) => length)).size === 1) return;
  const lengths = inputs.map(({ modality, length }) => `${modality} ${length}`).join(", ");
  throw new UserError(
    `cnn1d-branches: expected modalities of one length, got ${lengths} steps`,
    "give them the same `steps` under `data: modalities`",
  );
}
