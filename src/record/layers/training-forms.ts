/** @file How layers behave in a training step: forms that record well, and chance that is handed in. */
import {
  add,
  cast,
  conv2d,
  getBackend,
  greater,
  type LayersModel,
  type layers,
  mul,
  sub,
  type Tensor,
  type Tensor4D,
} from "@tensorflow/tfjs";
import { backendName } from "#record/backend";
import { withCalls } from "./calls.ts";
import { dropoutMask, kept, type NoiseSource, normal } from "./noise.ts";
import { normalizeByBatch, normalizeByLayer } from "./normalization-forms.ts";
import { type Cell, drawMasks, forgetMasks, withInputDropped } from "./recurrent-dropout.ts";
import { stopGradient } from "./stop-gradient.ts";

export type { NoiseSource } from "./noise.ts";

/** A layer called in training: what it is given, and what it would do by itself. */
interface TrainingCall {
  readonly layer: layers.Layer;
  readonly inputs: readonly Tensor[];
  readonly noise: NoiseSource;
  readonly call: (inputs?: Tensor[]) => Tensor | Tensor[];
}

type LayerVariable = layers.Layer["weights"][number];
type TrainingForm = (call: TrainingCall) => Tensor | Tensor[];

/** A layer with a rate; outside of 0 … 1 it does nothing. */
const withRate =
  (form: (x: Tensor, rate: number, call: TrainingCall) => Tensor): TrainingForm =>
  (call) => {
    const { rate } = call.layer as layers.Layer & { readonly rate: number };
    return rate > 0 && rate < 1 ? form(call.inputs[0]!, rate, call) : call.call();
  };

/** A sequence starts without masks, and leaves none behind. */
const recurrent: TrainingForm = ({ layer, inputs, noise, call }) => {
  const { cell } = layer as layers.Layer & { readonly cell: Cell };
  forgetMasks(cell);
  const outputs = withInputDropped(cell, inputs, noise, call);
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

/** tf.js's own form has no gradient without a scale; a recording has one operation for it. */
const layerNormalization: TrainingForm = ({ layer, inputs: [x], call }) =>
  getBackend() === backendName ? call() : normalizeByLayer(layer, x!);

/** tf.js's own form has no gradient. */
const thresholdedReLU: TrainingForm = ({ layer, inputs: [x] }) => {
  const { theta } = layer as layers.Layer & { readonly theta: number };
  return mul(x!, stopGradient(cast(greater(x!, theta), "float32")));
};

/** tf.js's fused convolution has no gradient where it is dilated. */
const dilatedConv2d: TrainingForm = ({ layer, inputs: [x], call }) => {
  const conv = layer as layers.Layer & {
    readonly dilationRate: [number, number];
    readonly strides: [number, number];
    readonly padding: "same" | "valid";
    readonly kernel: LayerVariable;
    readonly bias: LayerVariable | null;
    readonly activation: { apply(y: Tensor): Tensor } | null;
  };
  const { strides, padding, dilationRate, kernel, bias, activation } = conv;
  if (dilationRate.every((rate) => rate === 1)) return call();
  const y = conv2d(
    x as Tensor4D,
    kernel.read() as Tensor4D,
    strides,
    padding,
    "NHWC",
    dilationRate,
  );
  const shifted = bias ? add(y, bias.read()) : y;
  return activation ? activation.apply(shifted) : shifted;
};

const forms: Readonly<Record<string, TrainingForm>> = {
  AlphaDropout: alphaDropout,
  BatchNormalization: ({ layer, inputs: [x] }) => normalizeByBatch(layer, x!),
  Conv2D: dilatedConv2d,
  ConvLSTM2D: recurrent,
  ConvLSTM2DCell: recurrentCell,
  Dropout: dropout,
  GaussianDropout: gaussianDropout,
  GaussianNoise: gaussianNoise,
  GRU: recurrent,
  GRUCell: recurrentCell,
  LayerNormalization: layerNormalization,
  LSTM: recurrent,
  LSTMCell: recurrentCell,
  RNN: recurrent,
  SimpleRNN: recurrent,
  SimpleRNNCell: recurrentCell,
  SpatialDropout1D: dropout,
  ThresholdedReLU: thresholdedReLU,
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
        const own = (other?: Tensor[]) => call(other ?? inputs, kwargs);
        return form({ layer, inputs: [inputs].flat(), noise, call: own });
      };
    },
    body,
  );
}
