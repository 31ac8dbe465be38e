/** @file The best by two measures, where what is about equal counts as equal. */

/** What candidates are compared by, and how far above the least still counts as equal to it. */
export interface Measure {
  readonly values: readonly number[];
  readonly margin: number;
}

/** Of those that are about the least by the first measure, and of these by the second, the least by the first. */
export function leastOf(first: Measure, second: Measure): number {
  const near = nearLeast(nearLeast([...first.values.keys()], first), second);
  return near.reduce((a, b) => (first.values[b]! < first.values[a]! ? b : a));
}

function nearLeast(among: readonly number[], { values, margin }: Measure): readonly number[] {
  const limit = Math.min(...among.map((i) => values[i]!)) * margin;
  return among.filter((i) => values[i]! <= limit);
}
