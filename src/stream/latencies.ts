/** @file The newest of many durations. */
import { quantileSorted } from "#core/quantiles";

export class Latencies {
  readonly #values: Float64Array;
  #count = 0;

  constructor(kept: number) {
    this.#values = new Float64Array(kept);
  }

  add(value: number): void {
    this.#values[this.#count++ % this.#values.length] = value;
  }

  /** `undefined` where there are none. */
  figures(): { median: number; p95: number; max: number } | undefined {
    if (this.#count === 0) return undefined;
    const sorted = this.#values.slice(0, this.#count).sort();
    const [median, p95] = [0.5, 0.95].map((p) => quantileSorted(sorted, p));
    return { median: median!, p95: p95!, max: sorted.at(-1)! };
  }
}
