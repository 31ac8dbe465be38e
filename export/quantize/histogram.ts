/** @file How often each value of an activation occurs, in one pass and constant memory. */
import { UserError } from "#core/errors";

const bins = 8192;
const half = bins / 2;

/** Equal bins over [−reach, reach]. The reach doubles, and neighbours merge, when a larger value comes. */
export class Histogram {
  counts: Float64Array = new Float64Array(bins);
  reach = 2 ** -20;
  low = 0;
  high = 0;
  /** Number of values seen. */
  total = 0;

  /** Count all values. `name` is what an error calls the tensor. */
  add(values: Float32Array, name: string): void {
    let { low, high } = this;
    let sum = 0;
    for (let i = 0; i < values.length; i++) {
      const x = values[i]!;
      if (x < low) low = x;
      if (x > high) high = x;
      sum += x - x; // NaN where a value is not finite
    }
    if (Number.isNaN(sum)) {
      throw new UserError(
        `calibration: "${name}" takes values that are not finite`,
        "check the calibration windows for missing samples",
      );
    }
    this.low = low;
    this.high = high;
    while (Math.max(high, -low) > this.reach) this.#double();
    const perUnit = half / this.reach;
    const { counts } = this;
    for (let i = 0; i < values.length; i++) {
      counts[Math.min(bins - 1, (values[i]! * perUnit + half) | 0)]!++;
    }
    this.total += values.length;
  }

  /** Visit the middle of each bin that is not empty, in rising order. */
  forEach(visit: (value: number, count: number) => void): void {
    const width = this.reach / half;
    for (let i = 0; i < bins; i++) {
      const count = this.counts[i]!;
      if (count > 0) visit((i - half + 0.5) * width, count);
    }
  }

  #double(): void {
    const merged = new Float64Array(bins);
    for (let i = 0; i < bins; i++) merged[(i + half) >> 1]! += this.counts[i]!;
    this.counts = merged;
    this.reach *= 2;
  }
}
