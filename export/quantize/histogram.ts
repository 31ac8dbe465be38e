/** @file How often each value of an activation occurs, in one pass and constant memory. */
import { UserError } from "#core/errors";

const bins = 8192;
const half = bins / 2;
/** Least weight of the newest batch in the moving averages. */
const newest = 0.1;

/** Equal bins over [−reach, reach]. The reach doubles, and neighbours merge, when a larger value comes. */
export class Histogram {
  counts: Float64Array = new Float64Array(bins);
  reach = 2 ** -20;
  low = 0;
  high = 0;
  /** Number of values seen. */
  total = 0;
  /** The extremes of each call of {@link add}, averaged exponentially; zero is always inside. */
  averageLow = 0;
  averageHigh = 0;
  #batches = 0;

  /** Count all values. `name` is what an error calls the tensor. */
  add(values: Float32Array, name: string): void {
    let [low, high] = [0, 0];
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
    const weight = Math.max(newest, 1 / ++this.#batches); // a plain mean until there are enough
    this.averageLow += weight * (low - this.averageLow);
    this.averageHigh += weight * (high - this.averageHigh);
    this.low = Math.min(this.low, low);
    this.high = Math.max(this.high, high);
    while (Math.max(high, -low) > this.reach) this.#double();
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

  /** Visit the middle of each bin that is not empty, in rising order. */
  forEach(visit: (value: number, count: number) => void): void {
    const width = this.binWidth;
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
