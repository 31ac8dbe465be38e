/** @file Maps [batch, time, channel] of student and teacher: which belong together, and how they come to one length. */
import { matMul, type Tensor, tensor } from "@tensorflow/tfjs";
import { UserError } from "#core/errors";

/** Taps as tensors, or their shapes without the batch. */
type Taps<T> = Readonly<Record<string, T>>;
type TensorOrShape = Tensor | readonly number[];

/** The maps of a network, in its order; what parts made of its taps is none of them. */
export function mapsOf<T extends TensorOrShape>(taps: Taps<T>): T[] {
  return mapNamesOf(taps).map((name) => taps[name]!);
}

export function mapNamesOf(taps: Taps<TensorOrShape>): string[] {
  const names = Object.keys(taps);
  const own = names.slice(0, names.indexOf("features"));
  return own.filter((name) => rankOf(taps[name]!) === 3);
}

function rankOf(tap: TensorOrShape): number {
  return "rank" in tap ? tap.rank : tap.length + 1;
}

/**
 * The last map with the last, the one before with the one before, as many as both have; in the order of the networks.
 *
 * @throws UserError where one has no maps, or all are left out.
 */
export function mapPairs<T extends TensorOrShape>(
  method: string,
  student: Taps<T>,
  teacher: Taps<T>,
  { skip = 0 } = {},
): [T, T][] {
  const [own, taught] = [mapsOf(student), mapsOf(teacher)];
  const count = Math.min(own.length, taught.length);
  if (count <= skip) {
    throw new UserError(
      `method "${method}" compares inner maps [time, channel]: the student has ${own.length}, the teacher ${taught.length}, and ${skip} of the pairs are left out`,
      "use networks with more taps, or a method that compares logits or `features`",
    );
  }
  const pairs = own.slice(-count).map((map, i): [T, T] => [map, taught.slice(-count)[i]!]);
  return pairs.slice(skip);
}

/** Pool the longer map to the length of the shorter one. */
export function sameLength([a, b]: readonly [Tensor, Tensor]): [Tensor, Tensor] {
  const length = Math.min(a.shape[1]!, b.shape[1]!);
  return [alignTime(a, length), alignTime(b, length)];
}

/**
 * Adaptive average pooling over time: step i averages the steps ⌊i·T/L⌋ … ⌈(i + 1)·T/L⌉ − 1.
 * [batch, time, channel] → [batch, length, channel]
 */
export function alignTime(x: Tensor, length: number): Tensor {
  const time = x.shape[1]!;
  return time === length ? x : combineTime(x, binsOfTime(time, length));
}

/** Weights of adaptive average pooling: `length` rows, each of what a step takes of the `time` steps. */
export function binsOfTime(time: number, length: number): Float32Array[] {
  return Array.from({ length }, (_, i) => {
    const [from, to] = [Math.floor((i * time) / length), Math.ceil(((i + 1) * time) / length)];
    return new Float32Array(time).fill(1 / (to - from), from, to);
  });
}

/** Each step of the result is a weighted sum of steps. [batch, time, channel] → [batch, row, channel] */
export function combineTime(x: Tensor, rows: readonly Float32Array[]): Tensor {
  const weights = Float32Array.from(rows.flatMap((row) => [...row]));
  return matMul(tensor(weights, [1, rows.length, x.shape[1]!]), x);
}
