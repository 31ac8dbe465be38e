/** @file Layers that record better than by what tf.js computes in them. Eager engines run the layers as they are. */
import {
  type LayersModel,
  type layers,
  reshape,
  slice,
  type Tensor,
  tile,
  zerosLike,
} from "@tensorflow/tfjs";
import { withCalls } from "./calls.ts";
import { layerNormalizationForm } from "./layer-normalization-form.ts";
import { type Cell, withFields } from "./recurrent-dropout.ts";
import { recurrentForm } from "./recurrent-forms.ts";

type Call = layers.Layer["call"];

/** Run `body`, a recording, with the recorded forms in place. */
export function withRecordedForms<T>(models: readonly LayersModel[], body: () => T): T {
  return withCalls(models, recorded, body);
}

function recorded(layer: layers.Layer, call: Call): Call {
  if (layer.getClassName() === "LayerNormalization") {
    return (inputs) => layerNormalizationForm(layer, [inputs].flat()[0] as Tensor);
  }
  if ("cell" in layer) {
    return (inputs, kwargs) => {
      const [x] = [inputs].flat() as [Tensor];
      const form = recurrentForm(layer, [inputs].flat(), kwargs ?? {});
      return form ?? call(inputs, { initialState: zeroStates(layer, x), ...kwargs });
    };
  }
  return "recurrentDropout" in layer ? withoutMasks(layer as unknown as Cell, call) : call;
}

/** tf.js makes the states before the first step by number, which a batch of unknown size has none of. */
function zeroStates(layer: layers.Layer, x: Tensor): Tensor[] | undefined {
  const { cell, stateful } = layer as layers.Layer & { readonly cell: Cell };
  if (stateful || x.rank !== 3) return undefined;
  const zero = reshape(zerosLike(slice(x, [0, 0, 0], [-1, 1, 1])), [-1, 1]); // [batch, 1]
  return [cell.stateSize].flat().map((size) => tile(zero, [1, size]));
}

/** Outside of training tf.js multiplies by masks of ones. */
function withoutMasks(cell: Cell, call: Call): Call {
  return (inputs, kwargs) => {
    const own = () => call(inputs, kwargs);
    return kwargs?.training === true
      ? own()
      : withFields(cell, { dropout: 0, recurrentDropout: 0 }, own);
  };
}
