/** @file A bench report for a terminal. */
import type { BenchReport } from "#benchmarks/harness/bench-report";
import { plainTable } from "#report/text-table";
import { benchOutline } from "./bench-outline.ts";

export function benchText(report: BenchReport): string {
  const { machine, conditions, files, series, devices, starts, comparisons, missing } =
    benchOutline(report);
  return [
    ...[machine, conditions, "", plainTable(files)],
    ...series.flatMap(({ title, runtime, table, notes }) => [
      "",
      `${title} (${runtime})`,
      plainTable(table),
      ...notes,
    ]),
    ...(devices ? ["", "devices", plainTable(devices.facts), "", plainTable(devices.times)] : []),
    ...["", "starts, in new processes or pages", plainTable(starts)],
    ...(comparisons ? ["", "against the baseline", plainTable(comparisons)] : []),
    ...missing.map((each) => `not measured: ${each}`),
  ].join("\n");
}
