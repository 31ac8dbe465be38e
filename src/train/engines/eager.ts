/** @file The engines of tf.js itself: its CPU backend (the reference in tests) and tfjs-node where it is installed. */

import {
  dispose,
  findBackend,
  scalar,
  setBackend,
  type Tensor,
  tensor,
  tensor1d,
  tidy,
} from "@tensorflow/tfjs";
import { messageOf, UserError } from "#core/errors";
import { mapValues } from "#core/map-values";
import type { Network } from "#core/network";
import type { Random } from "#core/random";
import { type NdArray, sizeOf } from "#core/signal";
import { applyNetwork } from "#record/inference";
import type { NoiseSource } from "#record/layers/training-forms";
import { type BoundProgram, bindProgram, initialState } from "#train/bound-program";
import type {
  Arrays,
  CompiledForward,
  CompiledStep,
  Engine,
  TrainingState,
  Weights,
} from "#train/engine";
import { noiseName } from "#train/names";
import { runProgram } from "#train/run-program";
import type { AnyStep } from "#train/step";
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
    async compileStep(step, random) {
      await setBackend(backend);
      return new EagerStep(step, random);
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
  readonly #bound: BoundProgram;
  readonly #random: Random;

  constructor(step: AnyStep, random: Random) {
    this.#bound = bindProgram(step);
    this.#random = random;
    this.state = initialState(this.#bound);
  }

  async run(inputs: Arrays, learningRate: number): Promise<Readonly<Record<string, number>>> {
    const { arrays } = this.state;
    const step = this.state.step + 1;
    const figures: Record<string, number> = {};
    tidy(() => {
      const end = runProgram(this.#bound, {
        state: mapValues(arrays, (array) => tensor1d(array)),
        inputs: mapValues(inputs, asTensor),
        learningRate: scalar(learningRate),
        number: scalar(step),
        noise: this.#noise(step),
      });
      this.state = { step, arrays: { ...arrays, ...mapValues(end.state, floats) } };
      Object.assign(
        figures,
        mapValues(end.figures, (figure) => figure.dataSync()[0]!),
      );
      dispose([...end.kept]);
    });
    return figures;
  }

  /** The numbers a recorded step would be fed. */
  #noise(step: number): NoiseSource {
    let drawn = 0;
    return (shape) => {
      const random = this.#random.fork(noiseName(drawn++), step);
      return tensor(random.uniforms(sizeOf(shape)), [...shape]);
    };
  }

  async release(): Promise<void> {}
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
