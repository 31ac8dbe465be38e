/** @file One model's weights, found in the state of a training that may hold several. */
import type { LayersModel, Variable } from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import { bindProgram } from "./bound-program.ts";
import type { TrainingState, Weights } from "./engine.ts";
import type { AnyStep } from "./step.ts";
import { type FlatWeights, weightsOf } from "./weights.ts";

/**
 * The weights of one model in a training's state, ready for `assignWeights` or a predictor.
 *
 * @throws UserError where the step does not hold them.
 */
export function weightsIn(step: AnyStep, { arrays }: TrainingState, model: LayersModel): Weights {
  const held = new Map<Variable, Float32Array>();
  const note = ({ places }: FlatWeights, array: Float32Array | undefined) => {
    for (const { variable, offset, size } of places)
      held.set(variable, array!.subarray(offset, offset + size));
  };
  for (const { parameters, statistics, names } of Object.values(bindProgram(step).groups)) {
    note(parameters, arrays[names.parameters]);
    note(statistics, arrays[names.statistics]);
  }
  const pick = ({ places, size }: FlatWeights) => {
    const flat = new Float32Array(size);
    for (const { variable, offset } of places) {
      const values = held.get(variable);
      if (!values) throw notHeld(step, model);
      flat.set(values, offset);
    }
    return flat;
  };
  const { parameters, statistics } = weightsOf([model]);
  return { parameters: pick(parameters), statistics: pick(statistics) };
}

function notHeld(step: AnyStep, model: LayersModel): UserError {
  return new UserError(
    `the step "${step.name}" does not hold the weights of the model "${model.name}"`,
    "put the model into one of the step's groups",
  );
}
