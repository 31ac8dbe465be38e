/** @file Parts of a recording. */

/** From `start` to `end`, in s after the start of the recording. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What lies in a span of both lists; each list is in the order of time. */
export function commonSpans(a: readonly Span[], b: readonly Span[]): readonly Span[] {
  const common: Span[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const start = Math.max(a[i]!.start, b[j]!.start);
    const end = Math.min(a[i]!.end, b[j]!.end);
    if (start < end) common.push({ start, end });
    if (a[i]!.end < b[j]!.end) i++;
    else j++;
  }
  return common;
}
