/** @file A group's weights in the state of a training, where there is no tf.js to ask which network has which. */
import type { TrainingState, Weights } from "./engine.ts";

/** The weights of a step's only group, or of the one named, ready for a forward pass of its only network. */
export function groupWeights({ arrays }: TrainingState, group?: string): Weights {
  const prefix = group === undefined ? "" : `${group}/`;
  return {
    parameters: arrays[`${prefix}parameters`]!,
    statistics: arrays[`${prefix}statistics`] ?? new Float32Array(0),
  };
}
