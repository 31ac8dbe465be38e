/** @file How often each value of an activation occurs, in one pass and constant memory. */
import { Extremes, type Sees } from "./extremes.ts";

const bins = 8192;
const half = bins / 2;

/** The bins that are not empty, in rising order. */
export interface FilledBins {
  /** The middle of each. */
  readonly values: Float64Array;
  readonly counts: Float64Array;
}

/** Equal bins over [−reach, reach]. The reach doubles, and neighbours merge, when a larger value comes. */
export class Histogram extends Extremes {
  static override readonly sees: Sees = "values";
  counts: Float64Array = new Float64Array(bins);
  reach = 2 ** -20;
  /** Number of values seen. */
  total = 0;

  override add(values: Float32Array, name: string): void {
    super.add(values, name);
    while (Math.max(this.high, -this.low) > this.reach) this.#double();
    const perUnit = half / this.reach;
    const { counts } = this;
    for (let i = 0; i < values.length; i++) {
      counts[Math.min(bins - 1, (values[i]! * perUnit + half) | 0)]!++;
    }
    this.total += values.length;
  }

  get binWidth(): number {
    return this.reach / half;
  }

  filledBins(): FilledBins {
    const filled: number[] = [];
    for (let i = 0; i < bins; i++) if (this.counts[i]! > 0) filled.push(i);
    const [values, counts] = [new Float64Array(filled.length), new Float64Array(filled.length)];
    for (let at = 0; at < filled.length; at++) {
      const i = filled[at]!;
      values[at] = (i - half + 0.5) * this.binWidth;
      counts[at] = this.counts[i]!;
    }
    return { values, counts };
  }

  #double(): void {
    const merged = new Float64Array(bins);
    for (let i = 0; i < bins; i++) merged[(i + half) >> 1]! += this.counts[i]!;
    this.counts = merged;
    this.reach *= 2;
  }
}
