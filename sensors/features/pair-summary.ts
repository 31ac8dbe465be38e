/** @file What one pass keeps of two streams to correlate them. */
import { floorOfVariance } from "./stream-features.ts";
import type { StreamSummary } from "./stream-summary.ts";

export class PairSummary {
  readonly #a: StreamSummary;
  readonly #b: StreamSummary;
  #first: readonly [number, number] | undefined;
  #products = 0;

  /** The summaries of the two streams, fed beside this one. */
  constructor(a: StreamSummary, b: StreamSummary) {
    this.#a = a;
    this.#b = b;
  }

  push(x: number, y: number): void {
    this.#first ??= [x, y];
    this.#products += (x - this.#first[0]) * (y - this.#first[1]);
  }

  /** Σ (x − mₓ)(y − m_y) / T ÷ √((sₓ² + 10⁻⁶)(s_y² + 10⁻⁶)). */
  get correlation(): number {
    const [x, y] = this.#first ?? [0, 0];
    const { count } = this.#a;
    const covariance = this.#products / count - (this.#a.mean - x) * (this.#b.mean - y);
    const spread = (this.#a.variance + floorOfVariance) * (this.#b.variance + floorOfVariance);
    return covariance / Math.sqrt(spread);
  }
}
