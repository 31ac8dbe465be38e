/** @file A dot and a bar per name, one below the other: estimates with their intervals, or ranks with their critical difference. */
import type { TopLevelSpec } from "vega-lite";
import { labelWidth, shortLabels } from "./class-labels.ts";
import { ink, renderChart } from "./render-chart.ts";

export interface IntervalRow {
  readonly name: string;
  readonly value: number;
  /** Equal to the value where there is no interval. */
  readonly low: number;
  readonly high: number;
  /** A colour of `ink`. */
  readonly color: string;
  /** Beside the bar. */
  readonly text: string;
}

export interface IntervalPlotOptions {
  /** Of the axis. */
  readonly title: string;
  /** Where a line goes from top to bottom. */
  readonly reference: number;
  /** What a person who cannot see it gets to know. */
  readonly description: string;
}

const rowHeight = 21;
const fontSize = 11;

/** Rows in the order given. */
export function intervalPlot(
  rows: readonly IntervalRow[],
  { title, reference, description }: IntervalPlotOptions,
): Promise<string> {
  const names = rows.map(({ name }) => name);
  const x = {
    type: "quantitative" as const,
    scale: { zero: false, nice: true },
    axis: { title, tickCount: 6, orient: "top" as const, labelFlush: false },
  };
  const y = {
    field: "name",
    type: "nominal" as const,
    scale: { domain: names, padding: 0 },
    axis: { title: null, domain: false, labelColor: ink.text, ...shortLabels },
  };
  const color = { field: "color", type: "nominal" as const, scale: null };
  const spec: TopLevelSpec = {
    width: 330,
    height: rowHeight * rows.length,
    autosize: "none",
    padding: { left: labelWidth(names, fontSize), top: 42, right: 52, bottom: 6 },
    data: { values: [...rows] },
    layer: [
      {
        mark: { type: "rule", color: ink.muted, strokeDash: [3, 3] },
        encoding: { x: { ...x, datum: reference } },
      },
      {
        mark: { type: "rule", strokeWidth: 2.5, opacity: 0.5 },
        encoding: { y, x: { ...x, field: "low" }, x2: { field: "high" }, color },
      },
      {
        mark: { type: "point", filled: true, size: 60, opacity: 1 },
        encoding: { y, x: { ...x, field: "value" }, color },
      },
      {
        mark: { type: "text", align: "left", dx: 6, color: ink.muted, fontSize: 10.5 },
        encoding: { y, x: { ...x, field: "high" }, text: { field: "text" } },
      },
    ],
  };
  return renderChart(spec, description);
}
