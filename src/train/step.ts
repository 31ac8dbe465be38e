/** @file The usual training step: one loss, one optimizer. */
import type { LayersModel, Scalar } from "@tensorflow/tfjs";
import type { Optimizer } from "./optimizers.ts";
import type { StepProgram, Tensors } from "./program.ts";

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

/** What an engine compiles. */
export type AnyStep = StepDefinition | StepProgram;

/** The step as a program; the usual one minimises its only group once. */
export function asProgram(step: AnyStep): StepProgram {
  if ("run" in step) return step;
  const { name, inputs, models, optimizer, weightDecay, clipNorm } = step;
  return {
    name,
    inputs,
    groups: { learner: { models, optimizer, weightDecay, clipNorm } },
    run: ({ inputs: tensors, minimize }) =>
      minimize("learner", () => {
        const { loss, figures } = step.loss(tensors);
        return { loss, ...figures };
      }),
  };
}
