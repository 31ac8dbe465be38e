/** @file Many numbers of a generator at once: its state stays in the processor's registers meanwhile. */
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";

/** xoroshiro128+ (Blackman and Vigna 2018, arXiv:1805.01407), rotations 24, 16, 37. */
export type Generator = ReturnType<typeof xoroshiro128plusFromState>;

/**
 * The next `count` numbers of the generator, 32 bits each, into `draws`: those that `next` gives one by one, faster.
 * Returns the generator as it is then; the one handed in stays as it was.
 */
export function drawMany(generator: Generator, draws: Int32Array, count: number): Generator {
  let [high0, low0, high1, low1] = generator.getState() as [number, number, number, number];
  for (let i = 0; i < count; i++) {
    draws[i] = low0 + low1;
    const low = low1 ^ low0;
    const high = high1 ^ high0;
    const before = low0;
    low0 = (low0 << 24) ^ (high0 >>> 8) ^ low ^ (low << 16);
    high0 = (high0 << 24) ^ (before >>> 8) ^ high ^ ((high << 16) | (low >>> 16));
    low1 = (high << 5) ^ (low >>> 27);
    high1 = (low << 5) ^ (high >>> 27);
  }
  return xoroshiro128plusFromState([high0, low0, high1, low1]);
}
