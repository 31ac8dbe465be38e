/** @file Every timed run of every model on one target, as histograms on a common logarithmic axis. */
import type { TopLevelSpec } from "vega-lite";
import { duration } from "#report/format";
import type { Latency } from "#report/result";
import type { ModelSummary } from "#report/summary";
import { logTicks } from "./log-ticks.ts";
import { ink, renderChart } from "./render-chart.ts";

/** Bins per factor of ten. */
const resolution = 40;

type Target = "cpu" | "wasm";

/** `undefined` where nothing was measured on that target. */
export async function latencyDistribution(
  summaries: readonly ModelSummary[],
  target: Target,
): Promise<string | undefined> {
  const measured = summaries.flatMap(({ model, title }) => {
    const latency = model.latency[target];
    return latency ? [{ title, color: ink[model.kind], latency }] : [];
  });
  if (measured.length === 0) return undefined;
  return renderDistribution(measured, target.toUpperCase());
}

/** One histogram for each series; `place` is where they were measured. */
export function renderDistribution(measured: readonly Measured[], place: string): Promise<string> {
  return renderChart(spec(measured), describe(place, measured));
}

export interface Bin {
  /** µs. */
  readonly from: number;
  readonly to: number;
  /** Share of the fullest bin. */
  readonly height: number;
}

/** Logarithmic bins; the fullest has height 1, empty ones are left out. */
export function histogram(samples: readonly number[]): Bin[] {
  const counts = new Map<number, number>();
  for (const sample of samples) {
    const bin = Math.floor(Math.log10(Math.max(sample, 0.1)) * resolution);
    counts.set(bin, (counts.get(bin) ?? 0) + 1);
  }
  const fullest = Math.max(...counts.values());
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([bin, count]) => ({
      from: 10 ** (bin / resolution),
      to: 10 ** ((bin + 1) / resolution),
      height: count / fullest,
    }));
}

/** A series of times, µs. */
export interface Measured {
  readonly title: string;
  readonly color: string;
  readonly latency: Pick<Latency, "floor" | "p50" | "p95" | "p99" | "samples">;
}

/** One panel per model; they share the axis, which is written under the last. */
function spec(measured: readonly Measured[]): TopLevelSpec {
  const times = measured.flatMap(({ latency }) => [latency.floor.p50, latency.p50, latency.p99]);
  const domain = [0.9 * Math.min(...times), 1.25 * Math.max(...times)] as const;
  return {
    spacing: 8,
    vconcat: measured.map((each, i) => panel(each, domain, i === measured.length - 1)),
  };
}

function panel(
  { title, color, latency }: Measured,
  domain: readonly [number, number],
  last: boolean,
) {
  const axis = {
    values: logTicks(domain),
    title: last ? "µs per window (logarithmic)" : null,
    labels: last,
    format: "~s",
  };
  const x = {
    type: "quantitative" as const,
    scale: { type: "log" as const, domain: [...domain], nice: false },
    axis,
  };
  const y = { type: "quantitative" as const, axis: null, scale: { domain: [0, 1] } };
  return {
    width: 330,
    height: 40,
    title: { text: title, anchor: "start" as const, color: ink.text, fontSize: 11.5, offset: 3 },
    layer: [
      {
        data: { values: histogram(latency.samples).filter(({ to }) => to <= domain[1]) },
        mark: { type: "rect" as const, color },
        encoding: {
          x: { ...x, field: "from" },
          x2: { field: "to" },
          y: { ...y, field: "height" },
          y2: { datum: 0 },
        },
      },
      rule(x, latency.floor.p50, { color: ink.muted, strokeDash: [3, 3] }),
      rule(x, latency.p50, { color: ink.text, strokeWidth: 1.5 }),
      rule(x, latency.p95, { color: ink.text, strokeWidth: 1.5, opacity: 0.45 }),
    ],
  };
}

function rule(x: object, time: number, mark: object) {
  return {
    data: { values: [{ time }] },
    mark: { type: "rule" as const, ...mark },
    encoding: { x: { ...x, field: "time" } },
  };
}

function describe(place: string, measured: readonly Measured[]): string {
  const figures = measured.map(
    ({ title, latency }) =>
      `${title}: median ${duration(latency.p50)}, 95th percentile ${duration(latency.p95)}`,
  );
  return `Distribution of latency on ${place}. ${figures.join("; ")}.`;
}
