/** @file How layers behave in a training step: forms that record well, and chance that is handed in. */
import {
  cast,
  greaterEqual,
  type LayersModel,
  type layers,
  mul,
  type Tensor,
} from "@tensorflow/tfjs";
import { normalizeInTraining } from "./batch-normalization.ts";
import { withCalls } from "./calls.ts";

/** Uniform numbers on [0, 1) of a shape, new ones each step. */
export type NoiseSource = (shape: readonly number[]) => Tensor;

type TrainingForm = (layer: layers.Layer, x: Tensor, noise: NoiseSource) => Tensor;

const forms: Readonly<Record<string, TrainingForm>> = {
  BatchNormalization: normalizeInTraining,
  Dropout: (layer, x, noise) => {
    const { rate } = layer.getConfig() as unknown as { rate: number };
    if (rate === 0) return x;
    const kept = cast(greaterEqual(noise(x.shape), rate), "float32");
    return mul(x, mul(kept, 1 / (1 - rate)));
  },
};

/** Run `body` with the training forms in place; layers called with `training: false` are as ever. */
export function withTrainingForms<T>(
  models: readonly LayersModel[],
  noise: NoiseSource,
  body: () => T,
): T {
  return withCalls(
    models,
    (layer, call) => {
      const form = forms[layer.getClassName()];
      if (!form) return call;
      return (inputs, kwargs) => {
        if (kwargs?.training !== true) return call(inputs, kwargs);
        return form(layer, Array.isArray(inputs) ? inputs[0]! : inputs, noise);
      };
    },
    body,
  );
}
