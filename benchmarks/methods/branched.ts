/** @file A network with two taps [feature] that stand for modalities, for methods that compare those. */
import { layers, model, type SymbolicTensor } from "@tensorflow/tfjs";
import type { NetworkEntry } from "#core/network";

/** The same network; before `features` come the taps `branch1` and `branch2`, of eight values each. */
export function branched<Options extends object>(
  entry: NetworkEntry<Options>,
): NetworkEntry<Options> {
  return {
    ...entry,
    name: `${entry.name}-branched`,
    build(task, options) {
      const network = entry.build(task, options);
      const { inputs, outputs } = network.model;
      const features = outputs.at(-1)!;
      const branches = [1, 2].map(
        () => layers.dense({ units: 8 }).apply(features) as SymbolicTensor,
      );
      return {
        ...network,
        model: model({ inputs, outputs: [...outputs.slice(0, -1), ...branches, features] }),
        taps: [...network.taps.slice(0, -1), "branch1", "branch2", "features"],
      };
    },
  };
}
