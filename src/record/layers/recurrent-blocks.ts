/** @file Recurrent building blocks that networks share. */
import { initializers, layers, type SymbolicTensor } from "@tensorflow/tfjs";

interface RecurrentOptions {
  readonly name: string;
  readonly units: number;
  /** Gives the seeds of the initial weights. */
  readonly next: () => number;
}

/** GRU over time: [batch, time, channel] → [batch, time, units]. */
export function gruSequence(x: SymbolicTensor, options: RecurrentOptions): SymbolicTensor {
  return layers.gru(configOf(options)).apply(x) as SymbolicTensor;
}

/** LSTM over time: [batch, time, channel] → [batch, time, units]. */
export function lstmSequence(x: SymbolicTensor, options: RecurrentOptions): SymbolicTensor {
  return layers.lstm(configOf(options)).apply(x) as SymbolicTensor;
}

/** LSTM in both directions: [batch, time, channel] → [batch, time, 2 · units], forwards first. */
export function bilstmSequence(x: SymbolicTensor, options: RecurrentOptions): SymbolicTensor {
  const { name } = options;
  const layer = layers.lstm(configOf({ ...options, name: `${name}_lstm` })) as layers.RNN;
  return layers.bidirectional({ name, layer, mergeMode: "concat" }).apply(x) as SymbolicTensor;
}

/** Weights uniform on ±1/√units, as PyTorch draws them: tf.js's orthogonal ones take minutes for 128 units. */
function configOf({ name, units, next }: RecurrentOptions) {
  const limit = units ** -0.5;
  const uniform = () => initializers.randomUniform({ minval: -limit, maxval: limit, seed: next() });
  return {
    ...{ name, units, returnSequences: true },
    ...{ kernelInitializer: uniform(), recurrentInitializer: uniform() },
  };
}
