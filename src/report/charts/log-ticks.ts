/** @file Where a logarithmic axis is labelled. */

/** Powers of ten inside the domain; 1, 2 and 5 times powers of ten where that gives fewer than two. */
export function logTicks([low, high]: readonly [number, number]): number[] {
  const ticks = (steps: readonly number[]) => {
    const from = Math.floor(Math.log10(low));
    const powers = Array.from(
      { length: Math.ceil(Math.log10(high)) - from + 1 },
      (_, i) => from + i,
    );
    return powers
      .flatMap((power) => steps.map((step) => step * 10 ** power))
      .filter((tick) => tick >= low && tick <= high);
  };
  const decades = ticks([1]);
  return decades.length >= 2 ? decades : ticks([1, 2, 5]);
}
