/** @file One update of a flat vector of weights: clipping, decay, optimizer. */
import {
  add,
  div,
  maximum,
  mul,
  type Scalar,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tensor1d,
} from "@tensorflow/tfjs";
import type { Optimizer } from "./optimizers.ts";
import type { FlatWeights } from "./weights.ts";

export interface UpdateRule {
  readonly optimizer: { readonly entry: Optimizer; readonly options: object };
  readonly weightDecay: number;
  readonly clipNorm: number | undefined;
}

export interface UpdateState {
  readonly parameters: Tensor; // [parameter]
  readonly slots: readonly Tensor[]; // each [parameter]
}

export interface UpdateRates {
  readonly learningRate: Scalar;
  /** 1 in the first update. */
  readonly step: Scalar;
}

export function update(
  { optimizer, weightDecay, clipNorm }: UpdateRule,
  weights: FlatWeights,
  { parameters, slots }: UpdateState,
  rates: UpdateRates,
  raw: Tensor,
): UpdateState {
  const { entry, options } = optimizer;
  const clipped = clipNorm === undefined ? raw : clip(raw, clipNorm);
  const decay = weightDecay > 0 ? mul(parameters, decayMask(weights, weightDecay)) : undefined;
  const gradient = decay && entry.decay === "l2" ? add(clipped, decay) : clipped;
  const { change, slots: nextSlots } = entry.update(
    { parameters, gradient, slots, ...rates },
    options,
  );
  const shrunk =
    decay && entry.decay === "decoupled"
      ? sub(parameters, mul(decay, rates.learningRate))
      : parameters;
  return { parameters: sub(shrunk, change), slots: nextSlots };
}

/** g · min(1, limit/‖g‖) */
function clip(gradient: Tensor, limit: number): Tensor {
  const norm = sqrt(sum(square(gradient)));
  return div(gradient, maximum(div(norm, limit), 1));
}

/** The decay strength where a kernel lies, 0 at vectors (biases, batch-norm). */
function decayMask({ places, size }: FlatWeights, strength: number): Tensor {
  const mask = new Float32Array(size);
  for (const { variable, offset, size: length } of places) {
    if (variable.rank > 1) mask.fill(strength, offset, offset + length);
  }
  return tensor1d(mask);
}
