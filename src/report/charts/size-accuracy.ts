/** @file Every model by the size of its file and its accuracy: what was given up for what. */
import type { TopLevelSpec } from "vega-lite";
import { bytes, percent } from "#report/format";
import type { ModelSummary } from "#report/summary";
import { logTicks } from "./log-ticks.ts";
import { placeLabels } from "./place-labels.ts";
import { ink, renderChart } from "./render-chart.ts";

const width = 330;
const height = 220;

interface Point {
  readonly title: string;
  readonly kB: number;
  /** In percent, as are `low` and `high`: one standard deviation around it. */
  readonly accuracy: number;
  readonly low: number;
  readonly high: number;
  readonly color: string;
}

export function sizeAccuracy(summaries: readonly ModelSummary[]): Promise<string> {
  const points = summaries.flatMap(pointOf);
  return renderChart(spec(points), describe(points));
}

function pointOf({ model, title, accuracy: { mean, sd } }: ModelSummary): Point[] {
  if (model.bytes === null) return [];
  return [
    {
      title,
      kB: model.bytes / 1000,
      accuracy: 100 * mean,
      low: 100 * (mean - (sd ?? 0)),
      high: 100 * (mean + (sd ?? 0)),
      color: ink[model.kind],
    },
  ];
}

function spec(points: readonly Point[]): TopLevelSpec {
  const sizes = points.map(({ kB }) => kB);
  const xDomain = [0.6 * Math.min(...sizes), 1.7 * Math.max(...sizes)] as const;
  const low = 5 * Math.floor((Math.min(...points.map((point) => point.low)) - 1) / 5);
  const high = Math.min(
    100,
    5 * Math.ceil((Math.max(...points.map((point) => point.high)) + 1) / 5),
  );
  const x = {
    field: "kB",
    type: "quantitative" as const,
    scale: { type: "log" as const, domain: [...xDomain], nice: false },
    axis: {
      title: "size of the ONNX file, kB",
      values: logTicks(xDomain),
      format: "~s",
      grid: false,
    },
  };
  const y = {
    type: "quantitative" as const,
    scale: { domain: [low, high], nice: false },
    axis: { title: "test accuracy, %", tickCount: 5 },
  };
  const labels = placeLabels(
    points.map(({ title, kB, accuracy }) => ({
      text: title,
      x: (width * Math.log(kB / xDomain[0])) / Math.log(xDomain[1] / xDomain[0]),
      y: (height * (high - accuracy)) / (high - low),
    })),
    width,
  );
  const color = { field: "color", type: "nominal" as const, scale: null };
  return {
    width,
    height,
    data: { values: points.map((point, i) => ({ ...point, ...labels[i]! })) },
    encoding: { x, color },
    layer: [
      {
        mark: { type: "rule", strokeWidth: 1.5, opacity: 0.45 },
        encoding: { y: { ...y, field: "low" }, y2: { field: "high" } },
      },
      {
        mark: { type: "point", filled: true, size: 100, opacity: 1 },
        encoding: { y: { ...y, field: "accuracy" } },
      },
      {
        mark: {
          type: "text",
          fontWeight: 600,
          baseline: "middle",
          dx: { expr: "datum.dx" },
          dy: { expr: "datum.dy" },
          align: { expr: "datum.align" },
        },
        encoding: { y: { ...y, field: "accuracy" }, text: { field: "title" } },
      },
    ],
  };
}

function describe(points: readonly Point[]): string {
  const words = points.map(
    ({ title, kB, accuracy }) => `${title}: ${bytes(1000 * kB)}, ${percent(accuracy / 100)}`,
  );
  return `Size of the file against test accuracy. ${words.join("; ")}.`;
}
