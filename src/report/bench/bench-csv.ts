/** @file A bench report as CSV: one line per file and series. */
import type { BenchReport } from "#benchmarks/harness/bench-report";
import { median } from "#core/quantiles";

const head = [
  ...["file", "target", "device", "runtime", "threads", "batch", "accelerator", "slowdown"],
  ...["p50_us", "low_us", "high_us", "p90_us", "p95_us", "p99_us", "max_us", "mean_us"],
  ...["windows_per_s", "arithmetic_us", "floor_p50_us", "ratio_to_first", "says"],
  ...["bytes", "parameters", "macs", "bytes_moved", "accuracy", "start_us", "load_us"],
  ...["first_run_us", "peak_memory", "heap"],
];

export function benchCsv({ series, files, devices }: BenchReport): string {
  const visitors = new Map(devices.map((each) => [each.name, each]));
  const facts = new Map(files.map((each) => [each.name, each]));
  const coldThere = (device: string, file: string) => visitors.get(device)?.cold[file];
  const rows = series.flatMap((each) =>
    each.files.map((row) => {
      const { bytes, parameters, macs, bytesMoved, accuracy, cold } = facts.get(row.file)!;
      const start =
        each.device === undefined ? cold[each.target] : coldThere(each.device, row.file);
      return [
        ...[row.file, each.target, each.device, each.runtime, each.threads, each.batch],
        ...[each.accelerator, each.slowdown],
        ...[row.p50, row.interval.low, row.interval.high, row.p90, row.p95, row.p99, row.max],
        ...[row.mean, row.throughput, row.arithmetic, each.floor.p50],
        ...[row.versusFirst?.ratio, row.versusFirst?.says],
        ...[bytes, parameters, macs, bytesMoved, accuracy?.accuracy],
        ...[middle(start?.start), middle(start?.load), middle(start?.firstRun)],
        ...[start?.peakMemory, start?.heap],
      ];
    }),
  );
  return `${[head, ...rows].map((row) => row.map(cell).join(",")).join("\n")}\n`;
}

function middle(times: readonly number[] | undefined): number | undefined {
  return times === undefined ? undefined : median(times);
}

/** RFC 4180; what is unknown is empty. A name that begins like a formula is text to spreadsheets, too. */
function cell(value: string | number | null | undefined): string {
  if (typeof value === "number") return String(Math.round(1000 * value) / 1000);
  const text = (value ?? "").replace(/^[=+\-@\t\r]/, "'$&");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
