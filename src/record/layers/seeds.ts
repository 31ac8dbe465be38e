/** @file A stream of initialiser seeds for one network. */
import { Random } from "#core/random";

/** Each call gives the next seed, a positive integer. */
export function seeds(seed: number): () => number {
  const random = new Random(seed).fork("initial weights");
  return () => 1 + random.integer(2 ** 31 - 2);
}
