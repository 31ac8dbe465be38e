/** @file Class names on an axis: cut where they are long, and how much room they take. */

const longest = 22;

/** Vega-Lite axis properties. Its own limit estimates widths without a font, far too wide, so it is off. */
export const shortLabels = {
  labelLimit: 0,
  labelExpr: `length(datum.label) > ${longest} ? slice(datum.label, 0, ${longest - 1}) + "…" : datum.label`,
} as const;

/** Room in px for the longest of the names, in a sans-serif font. */
export function labelWidth(names: readonly string[], fontSize: number): number {
  const letters = Math.min(longest, Math.max(0, ...names.map((name) => name.length)));
  return Math.ceil(0.56 * fontSize * letters + 12);
}
