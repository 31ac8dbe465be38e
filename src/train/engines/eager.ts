/** @file The engines of tf.js itself: its CPU backend (the reference in tests) and tfjs-node where it is installed. */
import {
  dispose,
  findBackend,
  keep,
  scalar,
  setBackend,
  type Tensor,
  tensor,
  tensor1d,
  tidy,
} from "@tensorflow/tfjs";
import { messageOf, UserError } from "#core/errors";
import type { Network } from "#core/network";
import type { Random } from "#core/random";
import { type NdArray, sizeOf } from "#core/signal";
import { applyNetwork } from "#record/inference";
import type {
  Arrays,
  CompiledForward,
  CompiledStep,
  Engine,
  TrainingState,
  Weights,
} from "#train/engine";
import { computeStep, type StepDefinition, type StepResult } from "#train/step";
import { type ModelWeights, weightsOf } from "#train/weights";

/** tf.js on plain JavaScript: slow, everywhere, the reference. */
export function cpuEngine(): Engine {
  return eagerEngine("tfjs", "cpu");
}

/**
 * tf.js on the TensorFlow C library.
 *
 * @throws UserError where @tensorflow/tfjs-node is not installed.
 */
export async function nodeEngine(): Promise<Engine> {
  if (findBackend("tensorflow") === null) {
    const name = "@tensorflow/tfjs-node"; // an optional dependency: no static import
    await import(name).catch((error: unknown) => {
      throw new UserError(
        `the engine tfjs-node is not installed: ${messageOf(error).split("\n")[0]}`,
        "use the engine ort (the default), or install @tensorflow/tfjs-node",
        { cause: error },
      );
    });
  }
  return eagerEngine("tfjs-node", "tensorflow");
}

function eagerEngine(name: string, backend: string): Engine {
  return {
    name,
    async compileStep(definition, random) {
      await setBackend(backend);
      return new EagerStep(definition, random);
    },
    async compileForward(network, taps = []) {
      await setBackend(backend);
      const weights = weightsOf([network.model]);
      return {
        run: async (state, inputs) => forward(network, taps, weights, state, inputs),
        release: async () => undefined,
      } satisfies CompiledForward;
    },
  };
}

class EagerStep implements CompiledStep {
  state: TrainingState;
  readonly #definition: StepDefinition;
  readonly #weights: ModelWeights;
  readonly #random: Random;

  constructor(definition: StepDefinition, random: Random) {
    this.#definition = definition;
    this.#weights = weightsOf(definition.models);
    this.#random = random;
    const { parameters, statistics } = this.#weights;
    this.state = {
      step: 0,
      parameters: parameters.read(),
      statistics: statistics.read(),
      slots: definition.optimizer.entry.slots.map(() => new Float32Array(parameters.size)),
    };
  }

  async run(inputs: Arrays, learningRate: number): Promise<Readonly<Record<string, number>>> {
    const step = this.state.step + 1;
    const kept: Tensor[] = [];
    const result = tidy(() => {
      const computed = this.#compute(inputs, learningRate, step);
      kept.push(...tensorsOf(computed).map((x) => keep(x)));
      return computed as unknown as Tensor;
    }) as unknown as StepResult;
    this.state = {
      step,
      parameters: floats(result.parameters),
      statistics: result.statistics ? floats(result.statistics) : this.state.statistics,
      slots: result.slots.map(floats),
    };
    const figures = Object.entries({ loss: result.loss, ...result.figures });
    const numbers = Object.fromEntries(figures.map(([key, value]) => [key, value.dataSync()[0]!]));
    dispose(kept);
    return numbers;
  }

  #compute(inputs: Arrays, learningRate: number, step: number): StepResult {
    const { parameters, statistics, slots } = this.state;
    let drawn = 0;
    const state = {
      parameters: tensor1d(parameters),
      statistics: statistics.length > 0 ? tensor1d(statistics) : undefined,
      slots: slots.map((slot) => tensor1d(slot)),
    };
    const rates = { learningRate: scalar(learningRate), step: scalar(step) };
    const noise = (shape: readonly number[]) => {
      const random = this.#random.fork(`noise_${drawn++}`, step);
      return tensor(
        Float32Array.from({ length: sizeOf(shape) }, () => random.uniform()),
        [...shape],
      );
    };
    const tensors = Object.entries(inputs).map(([name, array]) => [name, asTensor(array)]);
    return computeStep(
      this.#definition,
      this.#weights,
      state,
      rates,
      Object.fromEntries(tensors),
      noise,
    );
  }

  async release(): Promise<void> {}
}

function tensorsOf({ parameters, statistics, slots, loss, figures }: StepResult): Tensor[] {
  return [
    parameters,
    ...(statistics ? [statistics] : []),
    ...slots,
    loss,
    ...Object.values(figures),
  ];
}

function forward(
  network: Network,
  taps: readonly string[],
  weights: ModelWeights,
  state: Weights,
  inputs: Arrays,
): Arrays {
  return tidy(() => {
    weights.parameters.assign(tensor1d(state.parameters));
    if (state.statistics.length > 0) weights.statistics.assign(tensor1d(state.statistics));
    const windows = network.inputs.map(({ modality }) => asTensor(inputs[modality]!));
    const outputs = applyNetwork(network, windows, false);
    const wanted = [
      ["logits", outputs.logits] as const,
      ...taps.map((tap) => [tap, outputs.taps[tap]!] as const),
    ];
    return Object.fromEntries(
      wanted.map(([key, x]) => [key, { data: floats(x), shape: x.shape }]),
    ) as never;
  }) as unknown as Arrays;
}

function asTensor({ data, shape }: NdArray): Tensor {
  return tensor(data, [...shape]);
}

function floats(x: Tensor): Float32Array {
  return Float32Array.from(x.dataSync());
}
