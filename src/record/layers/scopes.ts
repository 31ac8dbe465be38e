/** @file Names recorded nodes after the layer whose `call` made them. */
import type { LayersModel, layers } from "@tensorflow/tfjs";
import type { Emitter } from "#record/emitter";
import { withCalls } from "./calls.ts";

/** Run `body` while every layer of the models sets the emitter's scope to its own name. */
export function withLayerScopes<T>(
  models: readonly LayersModel[],
  emitter: Emitter,
  body: () => T,
): T {
  const scoped =
    (layer: layers.Layer, call: layers.Layer["call"]): layers.Layer["call"] =>
    (inputs, kwargs) => {
      const outer = emitter.scope;
      emitter.scope = layer.name;
      const outputs = call(inputs, kwargs);
      emitter.scope = outer; // an error leaves it in place, so that the message can name the layer
      return outputs;
    };
  return withCalls(models, scoped, body);
}
