/** @file A small bidirectional LSTM. */
import { model } from "@tensorflow/tfjs";
import { defineNetwork, type NetworkEntry } from "#core/network";
import { averageOverTime, classifier } from "#record/layers/blocks";
import { bilstmSequence } from "#record/layers/recurrent-blocks";
import { requireCounts } from "#record/layers/require-counts";
import { seeds } from "#record/layers/seeds";
import { onlyWindow } from "#record/layers/windows";

export interface BilstmSOptions {
  /** Of each direction. */
  readonly units: number;
}

/** Bidirectional LSTM, mean of its states over time, linear. 3 → 27 classes: 10 971 parameters. */
export const bilstmS: NetworkEntry<BilstmSOptions> = defineNetwork({
  name: "bilstm-s",
  summary: "one bidirectional LSTM, about 11 k parameters",
  source: "Graves and Schmidhuber 2005, doi:10.1016/j.neunet.2005.06.042",
  modalities: "any",
  options: { units: 32 },
  widths: ["units"],
  build({ inputs, classes, seed }, { units }) {
    requireCounts("bilstm-s", { units });
    const next = seeds(seed);
    const window = onlyWindow("bilstm-s", inputs);
    const states = bilstmSequence(window, { name: "states", units, next });
    const features = averageOverTime(states);
    const logits = classifier(features, classes, next());
    return {
      model: model({ name: "bilstm_s", inputs: window, outputs: [logits, states, features] }),
      taps: ["states", "features"],
      inputs,
    };
  },
});
