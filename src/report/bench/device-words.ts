/** @file Devices in a bench report: what they are, and how long files take on them. */
import type { BenchDevice, BenchReport, SeriesReport } from "#benchmarks/harness/bench-report";
import { median } from "#core/quantiles";
import { duration } from "#report/format";
import type { TextTable } from "#report/text-table";
import { intervalText, verdictText, wayText } from "./bench-words.ts";

/** One row for each device: its own word, as every device is the visitor's. */
export function devicesTable(devices: readonly BenchDevice[]): TextTable {
  const rows = devices.map(
    ({ name, browser, cores, memory, screen, isolated, clockStep, steps }) => [
      ...[name, browser, String(cores), memory === null ? "–" : `${memory} GB`],
      `${screen.width} × ${screen.height}`,
      isolated ? "yes" : "no",
      duration(clockStep),
      `${steps.done} of ${steps.due}`,
    ],
  );
  return {
    head: ["device", "browser", "cores", "memory", "screen", "threads", "clock step", "jobs done"],
    rows,
    left: [0, 1],
  };
}

/** Every file on every device: one row each. */
export function deviceTimesTable({ devices, series, files }: BenchReport): TextTable {
  const several = files.length > 1;
  const rows = devices.flatMap((device) =>
    series
      .filter((each) => each.device === device.name)
      .flatMap((each) => each.files.map((row) => timesRow(device, each, row, several))),
  );
  const against = several ? ["against the first"] : [];
  return {
    head: ["device", "file", "how", "p50", "95 % interval", "p95", "first answer", ...against],
    rows,
    left: [0, 1, 2, ...(several ? [7] : [])],
  };
}

function timesRow(
  { name, cold }: BenchDevice,
  series: SeriesReport,
  { file, p50, p95, interval, versusFirst }: SeriesReport["files"][number],
  several: boolean,
): string[] {
  const start = cold[file];
  const first =
    start && median(start.start.map((time, i) => time + start.load[i]! + start.firstRun[i]!));
  return [
    ...[name, file, wayText(series), duration(p50), intervalText(interval), duration(p95)],
    first === undefined ? "–" : duration(first),
    ...(several ? [versusFirst ? verdictText(versusFirst) : ""] : []),
  ];
}
