/** @file What features are taken of: every channel, the norm of every sensor, and every pair of a sensor's axes. */
import { type Triple, triplesOf } from "#core/triples";

export interface Streams {
  /** Names: channels first, then norms. */
  readonly names: readonly string[];
  readonly triples: readonly Triple[];
  /** Places of channels that are correlated. */
  readonly pairs: readonly (readonly [number, number])[];
}

export function streamsOf(channels: readonly string[]): Streams {
  const triples = triplesOf(channels);
  return {
    names: [...channels, ...triples.map(({ name }) => (name === "" ? "norm" : `${name}.norm`))],
    triples,
    pairs: triples.flatMap(({ places: [x, y, z] }) => [
      [x, y] as const,
      [x, z] as const,
      [y, z] as const,
    ]),
  };
}

/** √(x² + y² + z²), rounded to single precision at every step, as the exported graph computes it. */
export function norm(x: number, y: number, z: number): number {
  const { fround, sqrt } = Math;
  return fround(sqrt(fround(fround(fround(x * x) + fround(y * y)) + fround(z * z))));
}
