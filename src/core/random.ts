/** @file Seeded chance. All randomness in wristill is drawn from a `Random` that was handed in. */
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { drawMany, type Generator } from "./draw-many.ts";

/** A seeded stream of random numbers. */
export class Random {
  readonly #seed: number;
  #generator: Generator;
  #spare: number | undefined;

  constructor(seed: number) {
    this.#seed = seed | 0;
    this.#generator = xoroshiro128plus(mix(this.#seed)); // small seeds alone start alike
  }

  /** An independent stream, determined by this stream's seed and the keys alone (not by what was drawn). */
  fork(...keys: readonly (string | number)[]): Random {
    let hash = this.#seed;
    for (const key of keys) {
      const text = `${key}\u0000`;
      for (let i = 0; i < text.length; i++) {
        const point = text.codePointAt(i)!;
        if (point > 0xffff) i++; // it takes two places
        hash = mix(hash ^ point);
      }
    }
    return new Random(hash);
  }

  /** Uniform on [0, 1). */
  uniform(): number {
    return uniformFloat64(this.#generator);
  }

  /** Many numbers uniform on [0, 1), multiples of 2⁻²⁴: ten times faster than {@link uniform}. */
  uniforms(count: number): Float32Array {
    const values = new Float32Array(count);
    const draws = this.#draws(count);
    for (let i = 0; i < count; i++) values[i] = (draws[i]! >>> 8) * 2 ** -24;
    return values;
  }

  /** Uniform on [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /** Uniform integer in 0 … n − 1. */
  integer(n: number): number {
    return Math.floor(this.uniform() * n);
  }

  /** Standard normal (Marsaglia's polar method). */
  normal(): number {
    if (this.#spare !== undefined) {
      const spare = this.#spare;
      this.#spare = undefined;
      return spare;
    }
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const s = u * u + v * v;
      if (s === 0 || s >= 1) continue;
      const factor = Math.sqrt((-2 * Math.log(s)) / s);
      this.#spare = v * factor;
      return u * factor;
    }
  }

  /**
   * Many standard normal numbers, each one of 4096 equally likely quantiles (largest 3.7): two to a draw, several times
   * faster than {@link normal}. For noise, where the grain does not show.
   */
  normals(count: number): Float32Array {
    const values = new Float32Array(count);
    return this.addNormals(values, 1, values);
  }

  /** `data` plus sigma times {@link normals}, into `out`, which may be the same memory. */
  addNormals(data: Float32Array, sigma: number, out: Float32Array): Float32Array {
    quantiles ??= normalQuantiles();
    const table = quantiles; // the loop need not look again
    const draws = this.#draws((out.length + 1) >>> 1);
    const even = out.length & ~1;
    for (let i = 0; i < even; i += 2) {
      const bits = draws[i >>> 1]!;
      out[i] = data[i]! + sigma * table[bits >>> 20]!;
      out[i + 1] = data[i + 1]! + sigma * table[(bits >>> 8) & 4095]!;
    }
    if (even < out.length) out[even] = data[even]! + sigma * table[draws[even >>> 1]! >>> 20]!;
    return out;
  }

  /** So many numbers of 32 bits, or more; good until the next call. */
  #draws(count: number): Int32Array {
    const draws = count > room.length ? new Int32Array(count) : room;
    this.#generator = drawMany(this.#generator, draws, count);
    return draws;
  }

  /** Gamma(shape, 1) (Marsaglia and Tsang 2000). */
  gamma(shape: number): number {
    if (shape < 1) return this.gamma(shape + 1) * this.uniform() ** (1 / shape);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(1 - this.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
        return d * v;
      }
    }
  }

  /** Beta(a, b). */
  beta(a: number, b: number): number {
    const x = this.gamma(a);
    const y = this.gamma(b);
    if (x + y === 0) return this.uniform() < a / (a + b) ? 1 : 0; // both too small for a number
    return x / (x + y);
  }

  /** A random order of 0 … n − 1 (Fisher and Yates). */
  permutation(n: number): Int32Array {
    const order = Int32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const swapped = order[i]!;
      order[i] = order[j]!;
      order[j] = swapped;
    }
    return order;
  }
}

/** For the draws of a window: making an array takes as long as some hundred draws. */
const room = new Int32Array(16_384);

/** The finaliser of MurmurHash3: every input bit reaches every output bit. */
function mix(hash: number): number {
  let h = hash | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) + 0x9e3779b9;
}

let quantiles: Float32Array | undefined;

/** The (i + ½)/4096 quantiles of the standard normal distribution, by integrating its density, scaled to variance 1. */
function normalQuantiles(): Float32Array {
  const count = 4096;
  const step = 1e-4;
  const found = new Float64Array(count);
  let area = 0;
  for (let [x, i] = [-6, 0]; i < count; x += step) {
    area += (Math.exp(-0.5 * (x + step / 2) ** 2) / Math.sqrt(2 * Math.PI)) * step;
    while (i < count && area >= (i + 0.5) / count) found[i++] = x + step;
  }
  const variance = found.reduce((total, x) => total + x * x, 0) / count;
  return Float32Array.from(found, (x) => x / Math.sqrt(variance));
}
