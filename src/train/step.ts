/** @file One training step in plain tf.js: loss, gradients, clipping, decay, optimizer, statistics. */
import {
  add,
  div,
  keep,
  type LayersModel,
  maximum,
  mul,
  type Scalar,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tensor1d,
  variableGrads,
  zerosLike,
} from "@tensorflow/tfjs";
import { type NoiseSource, withTrainingForms } from "#record/layers/training-forms";
import type { Optimizer } from "./optimizers.ts";
import { type FlatWeights, flatten, type ModelWeights } from "./weights.ts";

export type Tensors = Readonly<Record<string, Tensor>>;

/** What is minimised, and figures worth logging. */
export interface Loss {
  readonly loss: Scalar;
  readonly figures?: Readonly<Record<string, Scalar>>;
}

export interface StepDefinition {
  readonly name: string;
  /** Models whose weights are trained together. */
  readonly models: readonly LayersModel[];
  /** Shapes of what a step is fed, batch included. */
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  /** Called once per recording (or per step in an eager engine); frozen teachers are simply applied in it. */
  loss(inputs: Tensors): Loss;
  readonly optimizer: { readonly entry: Optimizer; readonly options: object };
  /** Strength of the decay of kernels; biases and batch-norm weights are spared. */
  readonly weightDecay: number;
  /** Limit of the gradient's Euclidean norm, or undefined. */
  readonly clipNorm: number | undefined;
}

/** The state of a training as tensors. */
export interface StepState {
  readonly parameters: Tensor;
  readonly statistics: Tensor | undefined;
  readonly slots: readonly Tensor[];
}

export interface StepRates {
  readonly learningRate: Scalar;
  readonly step: Scalar;
}

export interface StepResult extends StepState {
  readonly loss: Scalar;
  readonly figures: Readonly<Record<string, Scalar>>;
}

/** Compute one step. Assigns to the models' variables; the caller lends or owns them. */
export function computeStep(
  definition: StepDefinition,
  weights: ModelWeights,
  state: StepState,
  rates: StepRates,
  inputs: Tensors,
  noise: NoiseSource,
): StepResult {
  const { parameters, statistics } = weights;
  parameters.assign(state.parameters);
  if (state.statistics) statistics.assign(state.statistics);
  const figures: Record<string, Scalar> = {};
  const { value, grads } = withTrainingForms(definition.models, noise, () =>
    variableGrads(() => {
      const { loss, figures: extra = {} } = definition.loss(inputs);
      for (const [name, figure] of Object.entries(extra)) figures[name] = keep(figure);
      return loss;
    }, parameters.variables),
  );
  const gradient = flatten(parameters.variables.map((v) => grads[v.name] ?? zerosLike(v)));
  const next = update(definition, parameters, state, rates, gradient);
  return {
    ...next,
    statistics: state.statistics && statistics.gather(),
    loss: value,
    figures,
  };
}

function update(
  { optimizer, weightDecay, clipNorm }: StepDefinition,
  weights: FlatWeights,
  { parameters, slots }: StepState,
  rates: StepRates,
  raw: Tensor,
): Pick<StepState, "parameters" | "slots"> {
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
