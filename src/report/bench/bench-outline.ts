/** @file What a bench report says, in its order: text, Markdown and the page only dress it. */
import type { BenchReport, SeriesReport } from "#benchmarks/harness/bench-report";
import type { TextTable } from "#report/text-table";
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
import { devicesTable, deviceTimesTable } from "./device-words.ts";

export interface BenchOutline {
  readonly machine: string;
  readonly conditions: string;
  readonly files: TextTable;
  /** Measured here. */
  readonly series: readonly OutlinedSeries[];
  /** What visitors are, and what they measured; `null` where there are none. */
  readonly devices: { readonly facts: TextTable; readonly times: TextTable } | null;
  readonly deviceSeries: readonly OutlinedSeries[];
  readonly starts: TextTable;
  readonly comparisons: TextTable | null;
  readonly missing: readonly string[];
}

export interface OutlinedSeries {
  readonly title: string;
  readonly runtime: string;
  readonly table: TextTable;
  readonly notes: readonly string[];
  /** What it was made of. */
  readonly report: SeriesReport;
}

export function benchOutline(report: BenchReport): BenchOutline {
  const { devices, comparisons } = report;
  const series = report.series.map(outlined);
  const there = ({ report: { device } }: OutlinedSeries) => device !== undefined;
  return {
    ...{ machine: machineText(report), conditions: conditionsText(report) },
    files: filesTable(report),
    series: series.filter((each) => !there(each)),
    devices:
      devices.length === 0
        ? null
        : { facts: devicesTable(devices), times: deviceTimesTable(report) },
    deviceSeries: series.filter(there),
    starts: coldTable(report),
    comparisons: comparisons && comparisonsTable(comparisons),
    missing: notMeasured(report),
  };
}

function outlined(report: SeriesReport): OutlinedSeries {
  const { runtime } = report;
  const [table, notes] = [seriesTable(report), seriesNotes(report)];
  return { title: seriesTitle(report), runtime, table, notes, report };
}
