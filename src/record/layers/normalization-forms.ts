/** @file What tf.js's normalising layers do, over the closed form of {@link normalize}. */
import { add, type layers, mul, reshape, type Tensor } from "@tensorflow/tfjs";
import { type Normalization, normalize } from "./normalize.ts";

type LayerVariable = layers.Layer["weights"][number];

/** The fields of tf.js's layers; scale and shift are left out on request. */
interface NormalizingLayer extends layers.Layer {
  readonly axis: number | number[];
  readonly epsilon: number;
  readonly momentum: number;
  readonly gamma?: LayerVariable | null;
  readonly beta?: LayerVariable | null;
  readonly movingMean: LayerVariable;
  readonly movingVariance: LayerVariable;
}

/** Batch normalisation in training: normalise by the batch and move the running statistics. */
export function normalizeByBatch(layer: layers.Layer, x: Tensor): Tensor {
  const { axis, epsilon, momentum, movingMean, movingVariance } = layer as NormalizingLayer;
  const kept = ((axis as number) + x.rank) % x.rank;
  const axes = x.shape.map((_, i) => i).filter((i) => i !== kept);
  return normalize(x, {
    axes,
    epsilon,
    ...affine(layer, x, [kept]),
    observe(mean, variance) {
      move(movingMean, mean, momentum);
      move(movingVariance, variance, momentum);
    },
  });
}

/** Layer normalisation, in training and outside. */
export function normalizeByLayer(layer: layers.Layer, x: Tensor): Tensor {
  return normalize(x, layerNormalization(layer, x));
}

/** What a layer normalisation of tf.js does to an input. */
export function layerNormalization(layer: layers.Layer, x: Tensor): Normalization {
  const { axis, epsilon } = layer as NormalizingLayer;
  const axes = [axis].flat().map((i) => (i + x.rank) % x.rank);
  return { axes: axes.toSorted((a, b) => a - b), epsilon, ...affine(layer, x, axes) };
}

/** The layer's scale and shift, shaped to broadcast from the axes they vary along. */
function affine(layer: layers.Layer, x: Tensor, axes: readonly number[]) {
  const trailing = axes.every((axis, i) => axis === x.rank - axes.length + i);
  const shape = x.shape.map((size, axis) => (axes.includes(axis) ? size : 1));
  const { gamma, beta } = layer as NormalizingLayer;
  const read = (variable: LayerVariable | null | undefined) =>
    variable ? (trailing ? variable.read() : reshape(variable.read(), shape)) : undefined;
  return { gamma: read(gamma), beta: read(beta) };
}

function move(statistic: LayerVariable, now: Tensor, momentum: number): void {
  const old = statistic.read();
  statistic.write(add(mul(old, momentum), mul(reshape(now, old.shape), 1 - momentum)));
}
