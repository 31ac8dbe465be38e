/** @file Wraps what layers do when they are called, for as long as a function runs. */
import type { LayersModel, layers } from "@tensorflow/tfjs";

type Call = layers.Layer["call"];

/** Makes a layer's replacement for `call`; returning `call` leaves the layer as it is. */
export type WrapCall = (layer: layers.Layer, call: Call) => Call;

/**
 * Run `body` with the calls of all layers wrapped, those inside nested models, wrappers and recurrent layers included;
 * undone however it ends.
 */
export function withCalls<T>(models: readonly LayersModel[], wrap: WrapCall, body: () => T): T {
  const wrapped: { readonly layer: layers.Layer; readonly own: Call | undefined }[] = [];
  try {
    for (const layer of new Set(models.flatMap(innerLayers))) {
      const own = Object.hasOwn(layer, "call") ? layer.call : undefined;
      const call = wrap(layer, layer.call.bind(layer));
      wrapped.push({ layer, own });
      layer.call = call;
    }
    return body();
  } finally {
    for (const { layer, own } of wrapped.reverse()) {
      if (own) layer.call = own;
      else Reflect.deleteProperty(layer, "call");
    }
  }
}

/** Where tf.js keeps the layers inside a layer: wrappers, bidirectional ones, recurrent ones, stacked cells. */
const innerNames = ["layer", "forwardLayer", "backwardLayer", "cell", "cells"] as const;
type Containing = Partial<Record<(typeof innerNames)[number], layers.Layer | layers.Layer[]>>;

/** The layers that compute: a model is opened; a layer that holds others counts with them. */
function innerLayers(layer: layers.Layer): layers.Layer[] {
  if ("layers" in layer && Array.isArray(layer.layers)) return layer.layers.flatMap(innerLayers);
  const inner = innerNames.flatMap((name) => (layer as Containing)[name] ?? []);
  return [layer, ...inner.flatMap(innerLayers)];
}
