/** @file A bench report for a terminal. */
import type { BenchReport } from "#benchmarks/harness/bench-report";
import { plainTable } from "#report/text-table";
import {
  coldTable,
  comparisonsTable,
  conditionsText,
  filesTable,
  machineText,
  notMeasured,
  seriesNotes,
  seriesTable,
  seriesTitle,
} from "./bench-words.ts";

export function benchText(report: BenchReport): string {
  const { series, comparisons } = report;
  return [
    machineText(report),
    conditionsText(report),
    "",
    plainTable(filesTable(report)),
    ...series.flatMap((each) => [
      "",
      `${seriesTitle(each)} (${each.runtime})`,
      plainTable(seriesTable(each)),
      ...seriesNotes(each),
    ]),
    "",
    "starts, in new processes",
    plainTable(coldTable(report)),
    ...(comparisons ? ["", "against the baseline", plainTable(comparisonsTable(comparisons))] : []),
    ...notMeasured(report).map((each) => `not measured: ${each}`),
  ].join("\n");
}
