/** @file Wraps what layers do when they are called, for as long as a function runs. */
import type { LayersModel, layers } from "@tensorflow/tfjs";

type Call = layers.Layer["call"];

/** Makes a layer's replacement for `call`; returning `call` leaves the layer as it is. */
export type WrapCall = (layer: layers.Layer, call: Call) => Call;

/** Run `body` with the calls of all layers, nested models included, wrapped; undone however it ends. */
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

/** The layers that compute; a model inside a model is opened. */
function innerLayers(model: LayersModel): layers.Layer[] {
  return model.layers.flatMap((layer) =>
    "layers" in layer && Array.isArray(layer.layers) ? innerLayers(layer as LayersModel) : [layer],
  );
}
