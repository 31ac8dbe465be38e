/** @file One gated recurrent layer: few parameters, state that a watch can carry from sample to sample. */
import { model } from "@tensorflow/tfjs";
import { defineNetwork, type NetworkEntry } from "#core/network";
import { averageOverTime, classifier } from "#record/layers/blocks";
import { gruSequence } from "#record/layers/recurrent-blocks";
import { requireCounts } from "#record/layers/require-counts";
import { seeds } from "#record/layers/seeds";
import { onlyWindow } from "#record/layers/windows";

export interface GruOptions {
  readonly units: number;
}

/** GRU, mean of its states over time, linear. 3 → 27 classes: 8 811 parameters. */
export const gru: NetworkEntry<GruOptions> = defineNetwork({
  name: "gru",
  summary: "one gated recurrent layer, about 9 k parameters",
  source: "Cho et al. 2014, arXiv:1406.1078, eqs. 5 to 8",
  modalities: "any",
  options: { units: 48 },
  widths: ["units"],
  build({ inputs, classes, seed }, { units }) {
    requireCounts("gru", { units });
    const next = seeds(seed);
    const window = onlyWindow("gru", inputs);
    const states = gruSequence(window, { name: "states", units, next });
    const features = averageOverTime(states);
    const logits = classifier(features, classes, next());
    return {
      model: model({ name: "gru", inputs: window, outputs: [logits, states, features] }),
      taps: ["states", "features"],
      inputs,
    };
  },
});
