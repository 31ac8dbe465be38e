/** @file The engine of the recorder: steps and forward passes as ONNX graphs, run by onnxruntime. */
import type { Tensor } from "@tensorflow/tfjs";
import type { Network } from "#core/network";
import type { Graph } from "#graph/graph";
import { encodeModel } from "#graph/protobuf";
import { withBorrowedVariables } from "#record/borrow";
import { applyNetwork } from "#record/inference";
import { type Recorder, record } from "#record/record";
import type { CreateSession } from "#runtime/session";
import type { Engine, EngineOptions } from "#train/engine";
import { computeStep, type StepDefinition, type StepState } from "#train/step";
import { type ModelWeights, weightsOf } from "#train/weights";
import { RecordedForward } from "./recorded-forward.ts";
import { RecordedStep, type StepFeeding } from "./recorded-step.ts";

export interface RecordedEngineOptions extends EngineOptions {
  /** Runs steps, where another session suits them better: one on a thread of its own. */
  readonly createStepSession?: CreateSession;
}

/** An engine over any onnxruntime: native, or WebAssembly in Node and browsers. */
export function recordedEngine(
  createSession: CreateSession,
  { threads = 2, createStepSession = createSession }: RecordedEngineOptions = {},
): Engine {
  return {
    name: "ort",
    async compileStep(definition, random) {
      const recorded = recordStep(definition);
      const session = await createStepSession(encodeModel(recorded.graph), { threads });
      return new RecordedStep(session, recorded, random);
    },
    async compileForward(network, taps = []) {
      const graph = recordForward(network, taps);
      const session = await createSession(encodeModel(graph), { threads });
      return new RecordedForward(session);
    },
  };
}

/** A step as a graph, with what is needed to feed it. */
export interface RecordedStepGraph extends StepFeeding {
  readonly graph: Graph;
}

/** Record one training step: forward, backward, optimizer and statistics in one graph. */
export function recordStep(definition: StepDefinition): RecordedStepGraph {
  const weights = weightsOf(definition.models);
  const { parameters, statistics } = weights;
  const { slots } = definition.optimizer.entry;
  const noise: Record<string, readonly number[]> = {};
  const initial = {
    step: 0,
    parameters: parameters.read(),
    statistics: statistics.read(),
    slots: slots.map(() => new Float32Array(parameters.size)),
  };
  const options = {
    name: definition.name,
    purpose: "training" as const,
    models: definition.models,
  };
  const graph = withBorrowedVariables([...parameters.variables, ...statistics.variables], () =>
    record(options, (recorder) => {
      const state = stateInputs(recorder, weights, slots);
      const rates = {
        learningRate: recorder.input("learning_rate", []),
        step: recorder.input("step", []),
      };
      const inputs = Object.entries(definition.inputs).map(([name, shape]) => [
        name,
        recorder.input(name, shape),
      ]);
      const source = (shape: readonly number[]) => {
        const name = `noise_${Object.keys(noise).length}`;
        noise[name] = shape;
        return recorder.input(name, shape);
      };
      const result = computeStep(
        definition,
        weights,
        state,
        rates as never,
        Object.fromEntries(inputs),
        source,
      );
      recorder.output("next_parameters", result.parameters);
      for (const [i, slot] of result.slots.entries()) recorder.output(`next_${slots[i]}`, slot);
      if (result.statistics) recorder.output("next_statistics", result.statistics);
      recorder.output("loss", result.loss);
      for (const [name, figure] of Object.entries(result.figures)) recorder.output(name, figure);
    }),
  );
  return { graph, noise, initial };
}

function stateInputs(
  recorder: Recorder,
  { parameters, statistics }: ModelWeights,
  slots: readonly string[],
): StepState {
  return {
    parameters: recorder.input("parameters", [parameters.size]),
    slots: slots.map((name) => recorder.input(name, [parameters.size])),
    statistics: statistics.size > 0 ? recorder.input("statistics", [statistics.size]) : undefined,
  };
}

/** The forward pass with weights as inputs, so that one session serves every epoch. */
export function recordForward(network: Network, taps: readonly string[] = []): Graph {
  const weights = weightsOf([network.model]);
  const { parameters, statistics } = weights;
  return withBorrowedVariables([...parameters.variables, ...statistics.variables], () =>
    record({ name: network.model.name, models: [network.model] }, (recorder) => {
      const state = stateInputs(recorder, weights, []);
      parameters.assign(state.parameters);
      if (state.statistics) statistics.assign(state.statistics);
      const windows = network.inputs.map(({ modality, length, channels }) =>
        recorder.input(modality, [null, length, channels]),
      );
      const outputs = applyNetwork(network, windows as Tensor[], false);
      recorder.output("logits", outputs.logits);
      for (const tap of taps) recorder.output(tap, outputs.taps[tap]!);
    }),
  );
}
