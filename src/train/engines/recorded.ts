/** @file The engine of the recorder: steps and forward passes as ONNX graphs, run by onnxruntime. */

import type { Scalar, Tensor } from "@tensorflow/tfjs";
import { mapValues } from "#core/map-values";
import type { Network } from "#core/network";
import type { Graph } from "#graph/graph";
import { putLate } from "#graph/late-order";
import { encodeModel } from "#graph/protobuf";
import { withBorrowedVariables } from "#record/borrow";
import { applyNetwork } from "#record/inference";
import { type Recorder, record } from "#record/record";
import type { CreateSession, SessionOptions } from "#runtime/session";
import {
  type BoundProgram,
  bindProgram,
  initialState,
  modelsOf,
  variablesOf,
} from "#train/bound-program";
import type { Engine, EngineOptions, TrainingState } from "#train/engine";
import { figureName, nextName, noiseName, scalarNames } from "#train/names";
import { runProgram, type StepStart } from "#train/run-program";
import type { AnyStep } from "#train/step";
import { weightsOf } from "#train/weights";
import { RecordedForward } from "./recorded-forward.ts";
import { RecordedStep, type StepFeeding } from "./recorded-step.ts";

export interface RecordedEngineOptions extends EngineOptions {
  /** Runs steps, where another session suits them better: one on a thread of its own. */
  readonly createStepSession?: CreateSession;
}

/** How a step's session is made. */
export const stepSessionOptions: SessionOptions = { memoryPattern: false };

/** An engine over any onnxruntime: native, or WebAssembly in Node and browsers. */
export function recordedEngine(
  createSession: CreateSession,
  { threads = 2, createStepSession = createSession }: RecordedEngineOptions = {},
): Engine {
  return {
    name: "ort",
    async compileStep(definition, random) {
      const recorded = recordStep(definition);
      const session = await createStepSession(encodeModel(recorded.graph), {
        ...stepSessionOptions,
        threads,
      });
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

/** Record one training step: forward, backward, optimizers, statistics and memory in one graph. */
export function recordStep(step: AnyStep): RecordedStepGraph {
  const bound = bindProgram(step);
  const initial = initialState(bound);
  const noise: Record<string, readonly number[]> = {};
  const options = { name: step.name, purpose: "training" as const, models: modelsOf(bound) };
  const graph = withBorrowedVariables(variablesOf(bound), () =>
    record(options, (recorder) => {
      const end = runProgram(bound, stepInputs(recorder, bound, initial, noise));
      for (const [name, value] of Object.entries(end.state)) recorder.output(nextName(name), value);
      for (const [name, value] of Object.entries(end.figures))
        recorder.output(figureName(name), value);
    }),
  );
  putLate(graph);
  return { graph, noise, initial };
}

/** Declares the graph's inputs; shapes of noise are noted as the step asks for it. */
function stepInputs(
  recorder: Recorder,
  { program }: BoundProgram,
  { arrays }: TrainingState,
  noise: Record<string, readonly number[]>,
): StepStart {
  const inputs = (shapes: Readonly<Record<string, readonly number[]>>) =>
    mapValues(shapes, (shape, name) => recorder.input(name, shape));
  return {
    state: inputs(mapValues(arrays, ({ length }) => [length])),
    learningRate: recorder.input(scalarNames.learningRate, []) as Scalar,
    number: recorder.input(scalarNames.number, []) as Scalar,
    inputs: inputs(program.inputs),
    noise: (shape) => {
      const name = noiseName(Object.keys(noise).length);
      noise[name] = shape;
      return recorder.input(name, shape);
    },
  };
}

/** The forward pass with weights as inputs, so that one session serves every epoch. */
export function recordForward(network: Network, taps: readonly string[] = []): Graph {
  const { parameters, statistics } = weightsOf([network.model]);
  return withBorrowedVariables([...parameters.variables, ...statistics.variables], () =>
    record({ name: network.model.name, models: [network.model] }, (recorder) => {
      parameters.assign(recorder.input("parameters", [parameters.size]));
      if (statistics.size > 0) statistics.assign(recorder.input("statistics", [statistics.size]));
      const windows = network.inputs.map(({ modality, length, channels }) =>
        recorder.input(modality, [null, length, channels]),
      );
      const outputs = applyNetwork(network, windows as Tensor[], false);
      recorder.output("logits", outputs.logits);
      for (const tap of taps) recorder.output(tap, outputs.taps[tap]!);
    }),
  );
}
