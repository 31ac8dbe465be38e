/** @file Moments of measurement from moments of arrival. */

/**
 * Samples come late, never early, and two of them are not measured at once: a burst that arrived together is spread over
 * the time before its arrival, `interval` (s) apart. `times` (s) in the order of measurement; the result ascends.
 */
export function spreadBursts(times: ArrayLike<number>, interval: number): Float64Array {
  const spread = Float64Array.from(times);
  for (let i = spread.length - 2; i >= 0; i--)
    spread[i] = Math.min(spread[i]!, spread[i + 1]! - interval);
  return spread;
}
