/** @file Accuracies of one cell of a study, for a heat table. */
import { mean, sd } from "#core/stats";
import { inPercent } from "#report/figures-text";
import type { HeatCell } from "#report/heat-table";
import type { Results } from "./margins.ts";

/** Mean, and below it the spread where there is one. */
export function accuracyCell(accuracies: Results): HeatCell {
  const aside = accuracies.length > 1 ? { aside: `± ${inPercent(sd(accuracies))}` } : {};
  return { value: mean(accuracies), text: inPercent(mean(accuracies)), ...aside };
}
