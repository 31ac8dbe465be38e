/** @file Several tests, one error rate: Holm 1979, "A simple sequentially rejective multiple test procedure". */

/** p-values in the order given, adjusted: below α means rejected while the family errs with at most α. */
export function holm(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((i, j) => values[i]! - values[j]!);
  const adjusted = new Array<number>(values.length);
  let largest = 0;
  for (const [rank, index] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (values.length - rank) * values[index]!));
    adjusted[index] = largest;
  }
  return adjusted;
}
