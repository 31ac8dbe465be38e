/** @file One channel against its moving mean and deviation, value by value. Imports nothing: apps carry a copy. */

export interface MovingStandard {
  /** Weight of the newest value, between 0 and 1. */
  readonly factor: number;
  /** Least standard deviation to divide by. */
  readonly floor: number;
}

/** As `exponentialStandardise` says, with nothing standardised in advance. */
export function movingStandard({ factor, floor }: MovingStandard): (x: number) => number {
  let [mean, variance, weight] = [0, 0, 0];
  return (x) => {
    weight = 1 + (1 - factor) * weight;
    mean += (x - mean) / weight;
    const off = x - mean;
    variance += (off * off - variance) / weight;
    return off / Math.max(Math.sqrt(variance), floor);
  };
}
