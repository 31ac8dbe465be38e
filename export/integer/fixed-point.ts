/** @file A real factor as an integer and a shift: all the arithmetic that a device without floats needs. */

/** `factor ≈ multiplier / 2^shift`, with 31 bits of it. */
export interface FixedPoint {
  /** Below 2^31. */
  readonly multiplier: number;
  /** 1 to 62. */
  readonly shift: number;
}

/** Where rescaled sums end: beyond every grid, and small enough to be added to each other in 32 bits. */
export const mostRescaled: number = 2 ** 29;

/** Source: Jacob et al. 2018, arXiv:1712.05877, §2.2. */
export function fixedPoint(factor: number): FixedPoint {
  if (!(factor > 0)) return { multiplier: 0, shift: 1 };
  if (factor > mostRescaled) return { multiplier: 2 ** 31 - 1, shift: 1 }; // every sum but 0 ends there
  let shift = 31 - Math.ceil(Math.log2(factor));
  let multiplier = Math.round(factor * 2 ** shift);
  if (multiplier >= 2 ** 31) {
    shift -= 1;
    multiplier = Math.round(factor * 2 ** shift);
  }
  if (shift > 62) return { multiplier: 0, shift: 1 }; // 2^-31 of a step: nothing
  return { multiplier, shift };
}

/** `round(sum · multiplier / 2^shift)`, halves towards positive infinity, within ±{@link mostRescaled}. */
export function rescale(sum: number, { multiplier, shift }: FixedPoint): number {
  const bits = BigInt(shift);
  const rounded = (BigInt(sum) * BigInt(multiplier) + (1n << (bits - 1n))) >> bits;
  return clamp(Number(rounded), -mostRescaled, mostRescaled);
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** The same in C99, without relying on how negative numbers shift. */
export const fixedPointC = `static int32_t rescale(int32_t sum, int32_t multiplier, int shift)
{
    const int64_t product = (int64_t)sum * multiplier + ((int64_t)1 << (shift - 1));
    const int64_t rounded = product >= 0 ? product >> shift : ~(~product >> shift);
    return (int32_t)(rounded < -${mostRescaled} ? -${mostRescaled} : rounded > ${mostRescaled} ? ${mostRescaled} : rounded);
}

static int8_t clamp(int32_t value, int32_t low, int32_t high)
{
    return (int8_t)(value < low ? low : value > high ? high : value);
}
`;
