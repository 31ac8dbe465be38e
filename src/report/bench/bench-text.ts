/** @file A bench report for a terminal. */
import type { BenchReport } from "#benchmarks/harness/bench-report";
import { plainTable } from "#report/text-table";
import {
  coldTable,
  comparisonsTable,
  filesTable,
  machineText,
  seriesNotes,
  seriesTable,
  seriesTitle,
} from "./bench-words.ts";

export function benchText(report: BenchReport): string {
  const { series, absent, comparisons, files } = report;
  const uncounted = files.flatMap(({ name, uncounted: why }) =>
    why ? [`${name}: no MACs, ${why}`] : [],
  );
  return [
    machineText(report),
    `fed with ${report.input}; ${report.repeats} processes a series, seed ${report.seed}`,
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
    ...[...uncounted, ...absent].map((each) => `not measured: ${each}`),
  ].join("\n");
}
