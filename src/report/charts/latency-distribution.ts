/** @file Every timed run of every model on one target, as histograms on a common logarithmic axis. */
import type { TopLevelSpec } from "vega-lite";
import { duration } from "#report/format";
import type { Latency } from "#report/result";
import type { ModelSummary } from "#report/summary";
import { ink, renderChart } from "./render-chart.ts";

/** Bins per factor of ten. */
const resolution = 30;

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
  const bins = measured.flatMap(({ title, color, latency }) =>
    histogram(latency.samples).map((bin) => ({ title, color, ...bin })),
  );
  const marks = measured.flatMap(({ title, latency }) =>
    (["p50", "p95"] as const).map((name) => ({ title, name, time: latency[name] })),
  );
  const floors = measured.map(({ title, latency }) => ({ title, floor: latency.floor.p50 }));
  const titles = measured.map(({ title }) => title);
  return renderChart(spec(bins, marks, floors, titles), describe(target, measured));
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

function spec(
  bins: readonly object[],
  marks: readonly object[],
  floors: readonly object[],
  titles: readonly string[],
): TopLevelSpec {
  const scale = { type: "log" as const, nice: false };
  const axis = { title: "µs per window (log)", tickCount: 5, format: "~s", gridOpacity: 0.6 };
  const y = { type: "quantitative" as const, axis: null, scale: { domain: [0, 1.25] } };
  return {
    data: { values: [] },
    facet: { row: { field: "title", type: "nominal", sort: [...titles], header: header } },
    spacing: 10,
    spec: {
      width: 400,
      height: 44,
      layer: [
        {
          data: { values: [...bins] },
          mark: { type: "rect" },
          encoding: {
            x: { field: "from", type: "quantitative", scale, axis },
            x2: { field: "to" },
            y: { ...y, field: "height" },
            y2: { datum: 0 },
            color: { field: "color", type: "nominal", scale: null },
          },
        },
        {
          data: { values: [...floors] },
          mark: { type: "rule", strokeDash: [3, 3], color: ink.muted },
          encoding: { x: { field: "floor", type: "quantitative" } },
        },
        {
          data: { values: [...marks] },
          mark: { type: "rule", color: ink.text, strokeWidth: 1.5 },
          encoding: {
            x: { field: "time", type: "quantitative" },
            opacity: { condition: { test: "datum.name === 'p50'", value: 1 }, value: 0.45 },
          },
        },
      ],
    },
  } as TopLevelSpec;
}

const header = {
  labelAngle: 0,
  labelAlign: "left",
  labelOrient: "top",
  labelAnchor: "start",
  labelPadding: 0,
};

function describe(
  target: Target,
  measured: readonly { readonly title: string; readonly latency: Latency }[],
): string {
  const figures = measured.map(
    ({ title, latency }) =>
      `${title}: median ${duration(latency.p50)}, 95th percentile ${duration(latency.p95)}`,
  );
  return `Distribution of latency on ${target.toUpperCase()}. ${figures.join("; ")}.`;
}
