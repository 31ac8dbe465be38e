/** @file The fusion teacher: skeleton and wrist encoders with a common head. */
import { initializers, layers, model, type SymbolicTensor } from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import { defineNetwork, type NetworkEntry } from "#core/network";
import { averageOverTime, classifier } from "#record/layers/blocks";
import { requireCounts } from "#record/layers/require-counts";
import { seeds } from "#record/layers/seeds";
import { windowOf } from "#record/layers/windows";
import { type Wrn1dOptions, wrnEncoder } from "./wrn1d.ts";

export interface FuseOptions extends Wrn1dOptions {
  /** Width of the common hidden layer. */
  readonly hidden: number;
  /** Dropout after it. */
  readonly dropout: number;
}

/** One wrn1d encoder per modality, pooled features concatenated, hidden layer, dropout, linear: late fusion. */
export const fuse: NetworkEntry<FuseOptions> = defineNetwork({
  name: "fuse",
  summary: "late fusion of two or more modalities",
  source: "wristill; after the teachers of Ni, Ngu, Yan 2022, arXiv:2208.08090",
  modalities: "any",
  options: { depth: 16, width: 3, hidden: 128, dropout: 0.5 },
  build({ inputs, classes, seed }, { hidden, dropout, ...encoder }) {
    if (inputs.length < 2) {
      throw new UserError(
        `fuse: expected two or more modalities, got ${inputs.length}`,
        "list them under `inputs`, for example [skeleton, acc]",
      );
    }
    requireCounts("fuse", { hidden });
    if (!(dropout >= 0 && dropout < 1))
      throw new UserError(`fuse: dropout must be from 0 to below 1, got ${dropout}`);
    const next = seeds(seed);
    const windows = inputs.map(windowOf);
    const pooled = windows.map((window, i) => {
      const { modality } = inputs[i]!;
      return averageOverTime(
        wrnEncoder(window, encoder, next, `${modality}_`).at(-1)!,
        `${modality}_features`,
      );
    });
    const joined = layers.concatenate({ name: "joined", axis: -1 }).apply(pooled) as SymbolicTensor;
    const kernelInitializer = initializers.glorotUniform({ seed: next() });
    const features = layers
      .dense({ name: "features", units: hidden, activation: "relu", kernelInitializer })
      .apply(joined) as SymbolicTensor;
    const dropped = layers
      .dropout({ name: "dropout", rate: dropout })
      .apply(features) as SymbolicTensor;
    const logits = classifier(dropped, classes, next());
    return {
      model: model({ name: "fuse", inputs: windows, outputs: [logits, ...pooled, features] }),
      taps: [...inputs.map(({ modality }) => `${modality}_features`), "features"],
      inputs,
    };
  },
});
