/** @file How layers behave in a training step: forms that record well, and chance that is handed in. */
import { add, type LayersModel, type layers, mul, sub, type Tensor } from "@tensorflow/tfjs";
import { withCalls } from "./calls.ts";
import { dropoutMask, kept, type NoiseSource, normal } from "./noise.ts";
import { normalizeByBatch, normalizeByLayer } from "./normalization-forms.ts";
import { type Cell, drawMasks, forgetMasks } from "./recurrent-dropout.ts";

export type { NoiseSource } from "./noise.ts";

/** A layer called in training: what it is given, and what it would do by itself. */
interface TrainingCall {
  readonly layer: layers.Layer;
  readonly inputs: readonly Tensor[];
  readonly noise: NoiseSource;
  readonly call: () => Tensor | Tensor[];
}

type TrainingForm = (call: TrainingCall) => Tensor | Tensor[];

/** A layer with a rate; outside of 0 … 1 it does nothing. */
const withRate =
  (form: (x: Tensor, rate: number, call: TrainingCall) => Tensor): TrainingForm =>
  (call) => {
    const { rate } = call.layer as layers.Layer & { readonly rate: number };
    return rate > 0 && rate < 1 ? form(call.inputs[0]!, rate, call) : call.call();
  };

/** A sequence starts without masks, and leaves none behind. */
const recurrent: TrainingForm = ({ layer, call }) => {
  const { cell } = layer as layers.Layer & { readonly cell: Cell };
  forgetMasks(cell);
  const outputs = call();
  forgetMasks(cell);
  return outputs;
};

const recurrentCell: TrainingForm = ({ layer, inputs, noise, call }) => {
  drawMasks(layer as Cell, inputs, noise);
  return call();
};

const dropout = withRate((x, rate, { layer, noise }) => {
  const { getNoiseShape } = layer as unknown as { getNoiseShape(x: Tensor): number[] | undefined };
  return mul(x, dropoutMask(noise, getNoiseShape.call(layer, x) ?? x.shape, rate));
});

/** Drops to the negative saturation of SELU and restores mean and variance (Klambauer et al. 2017, arXiv:1706.02515). */
const alphaDropout = withRate((x, rate, { layer, noise }) => {
  const { noiseShape } = layer as unknown as { readonly noiseShape?: number[] };
  const floor = -1.6732632423543772 * 1.0507009873554805; // −α·λ of SELU
  const keep = kept(noise, noiseShape ?? x.shape, rate);
  const dropped = add(mul(x, keep), mul(sub(1, keep), floor));
  const scale = ((1 - rate) * (1 + rate * floor ** 2)) ** -0.5;
  return add(mul(dropped, scale), -scale * floor * rate);
});

const gaussianDropout = withRate((x, rate, { noise }) =>
  mul(x, add(mul(normal(noise, x.shape), Math.sqrt(rate / (1 - rate))), 1)),
);

const gaussianNoise: TrainingForm = ({ layer, inputs: [x], noise }) => {
  const { stddev } = layer as layers.Layer & { readonly stddev: number };
  return add(x!, mul(normal(noise, x!.shape), stddev));
};

const forms: Readonly<Record<string, TrainingForm>> = {
  AlphaDropout: alphaDropout,
  BatchNormalization: ({ layer, inputs: [x] }) => normalizeByBatch(layer, x!),
  ConvLSTM2D: recurrent,
  ConvLSTM2DCell: recurrentCell,
  Dropout: dropout,
  GaussianDropout: gaussianDropout,
  GaussianNoise: gaussianNoise,
  GRU: recurrent,
  GRUCell: recurrentCell,
  LayerNormalization: ({ layer, inputs: [x] }) => normalizeByLayer(layer, x!),
  LSTM: recurrent,
  LSTMCell: recurrentCell,
  RNN: recurrent,
  SimpleRNN: recurrent,
  SimpleRNNCell: recurrentCell,
  SpatialDropout1D: dropout,
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
        const own = () => call(inputs, kwargs);
        return kwargs?.training === true
          ? form({ layer, inputs: [inputs].flat(), noise, call: own })
          : own();
      };
    },
    body,
  );
}
