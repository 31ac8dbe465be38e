/** @file Building blocks that decoders of EEG share. */
import { layers, type SymbolicTensor } from "@tensorflow/tfjs";
import { UserError } from "#core/errors";

/** A layer applied to one input. */
export function apply(layer: layers.Layer, x: SymbolicTensor): SymbolicTensor {
  return layer.apply(x) as SymbolicTensor;
}

/** Batch normalisation, ε 1e-5, momentum 0.9. */
export function norm(x: SymbolicTensor, name: string): SymbolicTensor {
  return apply(layers.batchNormalization({ name: `${name}_bn`, epsilon: 1e-5, momentum: 0.9 }), x);
}

/** Batch normalisation and ELU. */
export function normElu(x: SymbolicTensor, name: string): SymbolicTensor {
  return apply(layers.elu({ name: `${name}_elu` }), norm(x, name));
}

/** Means over `poolSize` steps, every `strides`. */
export function averagePool(
  x: SymbolicTensor,
  name: string,
  poolSize: number,
  strides: number = poolSize,
): SymbolicTensor {
  return apply(layers.averagePooling1d({ name: `${name}_pool`, poolSize, strides }), x);
}

/** Throws a {@link UserError} unless 0 ≤ rate < 1. */
export function dropout(x: SymbolicTensor, name: string, rate: number): SymbolicTensor {
  if (!(rate >= 0 && rate < 1)) {
    throw new UserError(`${name}: dropout must be from 0 to below 1, got ${rate}`);
  }
  return rate === 0 ? x : apply(layers.dropout({ name, rate }), x);
}

/** [batch, time, channel] → [batch, time · channel] */
export function flatten(x: SymbolicTensor, name = "features"): SymbolicTensor {
  return apply(layers.flatten({ name }), x);
}
