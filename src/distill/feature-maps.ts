/** @file Maps [batch, time, channel] of student and teacher: which belong together, and how they come to one length. */
import { matMul, reshape, type Tensor, tensor } from "@tensorflow/tfjs";
import { UserError } from "#core/errors";

/** Taps as tensors, or their shapes without the batch. */
type Taps<T> = Readonly<Record<string, T>>;
type TensorOrShape = Tensor | readonly number[];

/** The maps of a network, in its order; what parts made of its taps is none of them. */
export function mapsOf<T extends TensorOrShape>(taps: Taps<T>): T[] {
  const names = Object.keys(taps);
  const own = names.slice(0, names.indexOf("features"));
  return own.map((name) => taps[name]!).filter((tap) => rankOf(tap) === 3);
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
 * [batch, time, …] → [batch, length, …]
 */
export function alignTime(x: Tensor, length: number): Tensor {
  const [batch, time, ...rest] = x.shape as [number, number, ...number[]];
  if (time === length) return x;
  const pool = tensor(poolingWeights(time, length), [1, length, time]);
  const pooled = matMul(pool, reshape(x, [batch, time, -1]));
  return reshape(pooled, [batch, length, ...rest]);
}

/** [length, time], rows sum to 1 */
function poolingWeights(time: number, length: number): Float32Array {
  const weights = new Float32Array(length * time);
  for (let i = 0; i < length; i++) {
    const [from, to] = [Math.floor((i * time) / length), Math.ceil(((i + 1) * time) / length)];
    weights.fill(1 / (to - from), i * time + from, i * time + to);
  }
  return weights;
}
