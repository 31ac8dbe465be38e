/** @file The recurrent skeleton teacher. */
import { model } from "@tensorflow/tfjs";
import { defineNetwork, type NetworkEntry } from "#core/network";
import { averageOverTime, classifier } from "#record/layers/blocks";
import { dropout } from "#record/layers/decoder-blocks";
import { bilstmSequence } from "#record/layers/recurrent-blocks";
import { requireCounts } from "#record/layers/require-counts";
import { seeds } from "#record/layers/seeds";
import { onlyWindow } from "#record/layers/windows";

export interface SkelBilstmOptions {
  /** Of each direction and layer. */
  readonly units: number;
  /** After each layer. */
  readonly dropout: number;
}

/** Two bidirectional LSTMs over joint coordinates, dropout, mean over time, linear. 20 joints, 27 classes: 594 715 parameters. */
export const skelBilstm: NetworkEntry<SkelBilstmOptions> = defineNetwork({
  name: "skel-bilstm",
  summary: "two bidirectional LSTMs over skeleton joints, about 600 k parameters",
  source: "wristill; after Graves and Schmidhuber 2005, doi:10.1016/j.neunet.2005.06.042",
  modalities: ["skeleton"],
  options: { units: 128, dropout: 0.5 },
  build({ inputs, classes, seed }, { units, dropout: share }) {
    requireCounts("skel-bilstm", { units });
    const next = seeds(seed);
    const window = onlyWindow("skel-bilstm", inputs);
    const first = bilstmSequence(window, { name: "states1", units, next });
    const kept = dropout(first, "dropout1", share);
    const second = bilstmSequence(kept, { name: "states2", units, next });
    const features = averageOverTime(dropout(second, "dropout2", share));
    const logits = classifier(features, classes, next());
    return {
      model: model({
        ...{ name: "skel_bilstm", inputs: window },
        outputs: [logits, first, second, features],
      }),
      taps: ["states1", "states2", "features"],
      inputs,
    };
  },
});
