/** @file The words of a bench report that all its forms share. */
import type {
  BenchReport,
  ColdReport,
  Comparison,
  SeriesReport,
} from "#benchmarks/harness/bench-report";
import { settingText } from "#benchmarks/harness/target";
import { median } from "#core/quantiles";
import { bytes, count, duration, percent } from "#report/format";
import type { TextTable } from "#report/text-table";

type Verdict = Comparison["verdict"];

/** "slower: 1.12 (1.08 … 1.17)". */
export function verdictText({ says, ratio, low, high, repeats }: Verdict): string {
  if (low === null || high === null)
    return `${says}: ${ratio.toFixed(2)} (${repeats === 1 ? "1 repeat is" : `${repeats} repeats are`} too few)`;
  return `${says}: ${ratio.toFixed(2)} (${low.toFixed(2)} … ${high.toFixed(2)})`;
}

/** "cpu, 1 thread, batch 8"; of a device, its name comes first. */
export function seriesTitle(series: Circumstances): string {
  return `${series.device ?? series.target}, ${wayText(series)}`;
}

type Way = Pick<SeriesReport, "threads" | "accelerator" | "slowdown" | "batch">;
type Circumstances = Way & { readonly target: string; readonly device?: string };

/** "1 thread, batch 8". */
export function wayText(series: Way): string {
  return `${settingText(series)}${series.batch === 1 ? "" : `, batch ${series.batch}`}`;
}

/** What the files are, before any clock is looked at. */
export function filesTable({ files }: BenchReport): TextTable {
  const measured = files.some(({ accuracy }) => accuracy !== null);
  const figure = (value: number | null, show: (value: number) => string) =>
    value === null ? "–" : show(value);
  return {
    head: ["file", "size", "parameters", "MACs", "bytes moved", ...(measured ? ["accuracy"] : [])],
    rows: files.map((file) => [
      file.name,
      bytes(file.bytes),
      figure(file.parameters, count),
      figure(file.macs, count),
      figure(file.bytesMoved, bytes),
      ...(measured ? [file.accuracy ? percent(file.accuracy.accuracy) : "–"] : []),
    ]),
  };
}

/** Files of one series, then what a call costs that computes nothing. */
export function seriesTable({ files, floor }: SeriesReport): TextTable {
  const several = files.length > 1;
  const times = ["p90", "p95", "p99", "max", "mean"] as const;
  const against = several ? ["against the first"] : [];
  const rows = files.map((row) => [
    ...[row.file, duration(row.p50), intervalText(row.interval)],
    ...(several ? [row.versusFirst ? verdictText(row.versusFirst) : ""] : []),
    ...times.map((name) => duration(row[name])),
    count(Math.round(row.throughput)),
    row.arithmetic === null ? "–" : duration(row.arithmetic),
  ]);
  const empty = ["empty graph", duration(floor.p50), "", ...against.map(() => "")];
  return {
    head: ["file", "p50", "95 % interval", ...against, ...times, "windows/s", "arithmetic"],
    rows: [...rows, [...empty, ...times.map((name) => duration(floor[name])), "", ""]],
    left: [0, ...(several ? [3] : [])],
  };
}

export function intervalText({
  low,
  high,
}: {
  readonly low: number;
  readonly high: number;
}): string {
  return `${duration(low)} … ${duration(high)}`;
}

/** How noisy the series was, and how fast the machine multiplied in it. */
export function seriesNotes({ noise, product, files, floor, slowdown }: SeriesReport): string[] {
  const [first] = files;
  const coarse = files.filter(({ calls }) => calls !== undefined);
  const own =
    noise.says === "can't tell"
      ? "as it should be"
      : "a warning: the machine is too restless to tell files apart";
  const share = first ? floor.p50 / first.p50 : 0;
  return [
    `noise: ${first?.file} against itself, ${verdictText(noise)}, ${own}`,
    `an empty call is ${percent(share, 0)} of ${first?.file}; matrix product ${count(product.macsPerSecond)}MAC/s`,
    ...coarse.map(
      ({ file, calls }) =>
        `the clock is coarse: each time of ${file} is the mean of up to ${calls} calls, so single slow ones show less`,
    ),
    ...(slowdown > 1
      ? [
          `slowed ${slowdown}× by DevTools, a stand-in for a watch's processor: it stops the thread for milliseconds at a time, so read the mean, not the median`,
        ]
      : []),
  ];
}

/** Starts in new processes: medians. */
export function coldTable({ files, devices }: BenchReport): TextTable {
  const rows = files.flatMap(({ name, cold }) => {
    const here = Object.entries(cold);
    const there = devices.flatMap((each) => {
      const own = each.cold[name];
      return own === undefined ? [] : [[each.name, own] as const];
    });
    return [...here, ...there].map(([where, it]) => [name, where, ...coldCells(it)]);
  });
  return {
    head: [
      "file",
      "where",
      "runtime",
      "load",
      "first run",
      "together",
      "peak memory",
      "above runtime",
      "WASM heap",
    ],
    rows,
    left: [0, 1],
  };
}

function coldCells({
  start,
  load,
  firstRun,
  peakMemory,
  runtimeMemory,
  heap,
}: ColdReport): string[] {
  const memory = (value: number | null) => (value === null ? "–" : bytes(value));
  const times = [start, load, firstRun].map((all) => median(all));
  const together = median(start.map((time, i) => time + load[i]! + firstRun[i]!));
  const above =
    peakMemory === null || runtimeMemory === null ? null : Math.max(0, peakMemory - runtimeMemory);
  return [...[...times, together].map(duration), ...[peakMemory, above, heap].map(memory)];
}

/** The machine, its load and what that means. */
export function machineText({ machine }: BenchReport): string {
  const { cpu, cores, platform, load } = machine;
  const busy = load > 0.5 * cores;
  const warning = busy
    ? `: busy, so times are high; comparisons share every disturbance and stay fair`
    : "";
  return `${cpu}, ${cores} cores, ${platform}; load ${load.toFixed(1)} at the start${warning}`;
}

export function comparisonsTable(comparisons: readonly Comparison[]): TextTable {
  return {
    head: ["file", "where", "against", "verdict"],
    rows: comparisons.map((it) => [it.file, seriesTitle(it), it.against, verdictText(it.verdict)]),
    left: [0, 1, 2, 3],
  };
}

/** What was fed, how often, by what chance. */
export function conditionsText({ input, repeats, seed }: BenchReport): string {
  return `fed with ${input}; ${repeats} new processes or pages a series, seed ${seed}`;
}

/** What is missing, and why. */
export function notMeasured({ files, devices, absent }: BenchReport): string[] {
  const uncounted = files.flatMap(({ name, uncounted: why }) =>
    why === null ? [] : `${name}: no MACs, ${why}`,
  );
  const there = devices.flatMap(({ name, absent: all }) => all.map((each) => `${name}: ${each}`));
  return [...uncounted, ...absent, ...there];
}
