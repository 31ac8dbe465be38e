/** @file The least and the largest value of an activation, in one pass and constant memory. */
import { UserError } from "#core/errors";

/** Least weight of the newest batch in the moving averages. */
const newest = 0.1;

/** What an observer has to be shown of an activation: all of it, or no more than its ends. */
export type Sees = "values" | "extremes";

/** Zero is always inside. */
export class Extremes {
  static readonly sees: Sees = "extremes";
  low = 0;
  high = 0;
  /** The extremes of each call of {@link add}, averaged exponentially. */
  averageLow = 0;
  averageHigh = 0;
  #batches = 0;

  /** Look at all values. `name` is what an error calls the tensor. */
  add(values: Float32Array, name: string): void {
    let [low, high] = [0, 0];
    let finite = true;
    for (let i = 0; i < values.length; i++) {
      const x = values[i]!;
      if (x >= low && x <= high) continue; // nearly all of them
      if (x < low) low = x;
      else if (x > high) high = x;
      else finite = false; // NaN is neither
    }
    if (!finite || low === Number.NEGATIVE_INFINITY || high === Number.POSITIVE_INFINITY) {
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
  }
}
