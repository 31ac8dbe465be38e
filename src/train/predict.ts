/** @file A network's outputs over a whole window set, and how right they are. */
import type { Network } from "#core/network";
import type { NdArray, WindowSet } from "#core/signal";
import type { Arrays, CompiledForward, Engine, Weights } from "./engine.ts";
import { argmaxRows } from "./metrics.ts";

/** Windows per forward pass. */
const chunk = 256;

export interface Evaluation {
  readonly accuracy: number;
  /** Mean cross-entropy. */
  readonly loss: number;
}

export interface Predictor {
  /** `logits` and the taps asked for, `[sample, …]`, in the order of the set. */
  predict(weights: Weights, set: WindowSet): Promise<Arrays>;
  evaluate(weights: Weights, set: WindowSet): Promise<Evaluation>;
  release(): Promise<void>;
}

export async function predictor(
  engine: Engine,
  network: Network,
  taps: readonly string[] = [],
): Promise<Predictor> {
  const forward = await engine.compileForward(network, taps);
  return {
    predict: (weights, set) => predictSet(forward, network, weights, set),
    async evaluate(weights, set) {
      const { logits } = await predictSet(forward, network, weights, set);
      return evaluate(logits!, set.labels);
    },
    release: () => forward.release(),
  };
}

async function predictSet(
  forward: CompiledForward,
  network: Network,
  weights: Weights,
  set: WindowSet,
): Promise<Arrays> {
  const parts: Arrays[] = [];
  for (let start = 0; start < set.size; start += chunk) {
    const end = Math.min(set.size, start + chunk);
    const inputs = network.inputs.map(({ modality, length, channels }) => {
      const width = length * channels;
      const data = set.signals[modality]!.data.subarray(start * width, end * width);
      return [modality, { data, shape: [end - start, length, channels] }] as const;
    });
    parts.push(await forward.run(weights, Object.fromEntries(inputs)));
  }
  const names = Object.keys(parts[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, stack(parts.map((part) => part[name]!))]));
}

/** Concatenate along the first axis. */
export function stack(parts: readonly NdArray[]): NdArray {
  const rows = parts.reduce((total, { shape }) => total + shape[0]!, 0);
  const shape = [rows, ...parts[0]!.shape.slice(1)];
  const data = new Float32Array(parts.reduce((total, part) => total + part.data.length, 0));
  let offset = 0;
  for (const part of parts) {
    data.set(part.data, offset);
    offset += part.data.length;
  }
  return { data, shape };
}

/** Accuracy and mean cross-entropy of logits `[sample, class]`. */
export function evaluate({ data, shape }: NdArray, labels: Int32Array): Evaluation {
  const classes = shape[1]!;
  const predicted = argmaxRows(data, classes);
  let hits = 0;
  let loss = 0;
  for (const [n, label] of labels.entries()) {
    if (predicted[n] === label) hits++;
    const row = data.subarray(n * classes, (n + 1) * classes);
    const top = row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    const total = row.reduce((a, z) => a + Math.exp(z - top), 0);
    loss += Math.log(total) + top - row[label]!;
  }
  return { accuracy: hits / labels.length, loss: loss / labels.length };
}
