/** @file Every model by the size of its file and its accuracy: what was given up for what. */
import type { TopLevelSpec } from "vega-lite";
import { bytes, percent } from "#report/format";
import type { ModelSummary } from "#report/summary";
import { ink, renderChart } from "./render-chart.ts";

export function sizeAccuracy(summaries: readonly ModelSummary[]): Promise<string> {
  const values = summaries.flatMap(({ model, title, accuracy }) =>
    model.bytes === null
      ? []
      : [
          {
            title,
            kB: model.bytes / 1000,
            accuracy: 100 * accuracy.mean,
            low: 100 * (accuracy.mean - (accuracy.sd ?? 0)),
            high: 100 * (accuracy.mean + (accuracy.sd ?? 0)),
            color: ink[model.kind],
          },
        ],
  );
  return renderChart(spec(values, placed(values)), describe(summaries));
}

interface Point {
  readonly title: string;
  readonly kB: number;
  readonly accuracy: number;
  readonly color: string;
}

/** Labels to the right of a point on the left half, to the left otherwise; above or below so that neighbours part. */
function placed(points: readonly Point[]): (Point & { align: string; dx: number; dy: number })[] {
  const logs = points.map(({ kB }) => Math.log(kB));
  const middle = (Math.min(...logs) + Math.max(...logs)) / 2;
  return points.map((point, i) => {
    const left = logs[i]! <= middle;
    const crowded = points.some(
      (other, j) =>
        j !== i &&
        Math.abs(logs[j]! - logs[i]!) < 0.7 &&
        (other.accuracy > point.accuracy || (other.accuracy === point.accuracy && j < i)),
    );
    return { ...point, align: left ? "left" : "right", dx: left ? 9 : -9, dy: crowded ? 11 : -9 };
  });
}

function spec(values: readonly object[], labels: readonly object[]): TopLevelSpec {
  const x = {
    field: "kB",
    type: "quantitative" as const,
    scale: { type: "log" as const, nice: false, padding: 24 },
    axis: { title: "size of the ONNX file, kB (log)", format: "~s", tickCount: 4, grid: false },
  };
  const y = {
    field: "accuracy",
    type: "quantitative" as const,
    scale: { zero: false, padding: 20 },
    axis: { title: "test accuracy, %", tickCount: 5 },
  };
  return {
    width: 460,
    height: 250,
    data: { values: [...values] },
    encoding: { x, color: { field: "color", type: "nominal", scale: null } },
    layer: [
      {
        mark: { type: "rule", strokeWidth: 1.5, opacity: 0.6 },
        encoding: { y: { ...y, field: "low" }, y2: { field: "high" } },
      },
      { mark: { type: "point", filled: true, size: 110, opacity: 1 }, encoding: { y } },
      {
        data: { values: [...labels] },
        mark: {
          type: "text",
          fontWeight: 600,
          dx: { expr: "datum.dx" },
          dy: { expr: "datum.dy" },
          align: { expr: "datum.align" },
        },
        encoding: { y, text: { field: "title" } },
      },
    ],
  };
}

function describe(summaries: readonly ModelSummary[]): string {
  const points = summaries.flatMap(({ model, title, accuracy }) =>
    model.bytes === null ? [] : [`${title}: ${bytes(model.bytes)}, ${percent(accuracy.mean)}`],
  );
  return `Size of the file against test accuracy. ${points.join("; ")}.`;
}
