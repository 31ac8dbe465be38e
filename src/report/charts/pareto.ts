/** @file Models by what they cost and what they get right, with the line of those that nothing beats on both. */
import type { TopLevelSpec } from "vega-lite";
import { percent } from "#report/format";
import { logTicks } from "./log-ticks.ts";
import { placeLabels } from "./place-labels.ts";
import { ink, renderChart } from "./render-chart.ts";

export interface ParetoModel {
  readonly name: string;
  /** kB or µs, as `axis` says. */
  readonly cost: number;
  /** Fraction. */
  readonly accuracy: number;
  readonly sd: number | null;
  readonly kind: "teacher" | "alone" | "distilled" | "baseline";
}

const width = 380;
const height = 240;

/** Those for which no other costs as little or less and gets as much or more right, cheapest first. */
export function paretoFront(models: readonly ParetoModel[]): ParetoModel[] {
  const sorted = models.toSorted((a, b) => a.cost - b.cost || b.accuracy - a.accuracy);
  let best = Number.NEGATIVE_INFINITY;
  return sorted.filter(({ accuracy }) => {
    if (accuracy <= best) return false;
    best = accuracy;
    return true;
  });
}

export function pareto(models: readonly ParetoModel[], axis: string): Promise<string> {
  const costs = models.map(({ cost }) => cost);
  const xDomain = [0.6 * Math.min(...costs), 1.7 * Math.max(...costs)] as const;
  const values = models.map(({ name, cost, accuracy, sd, kind }) => ({
    name,
    cost,
    accuracy: 100 * accuracy,
    low: 100 * (accuracy - (sd ?? 0)),
    high: Math.min(100, 100 * (accuracy + (sd ?? 0))),
    color: ink[kind],
  }));
  const low = 5 * Math.floor((Math.min(...values.map((each) => each.low)) - 1) / 5);
  const high = Math.min(100, 5 * Math.ceil((Math.max(...values.map((each) => each.high)) + 1) / 5));
  const labels = placeLabels(
    values.map(({ name, cost, accuracy }) => ({
      text: name,
      x: (width * Math.log(cost / xDomain[0])) / Math.log(xDomain[1] / xDomain[0]),
      y: (height * (high - accuracy)) / (high - low),
    })),
    width,
  );
  const x = {
    field: "cost",
    type: "quantitative" as const,
    scale: { type: "log" as const, domain: [...xDomain], nice: false },
    axis: { title: axis, values: logTicks(xDomain), format: "~s", grid: false },
  };
  const y = {
    type: "quantitative" as const,
    scale: { domain: [low, high], nice: false },
    axis: { title: "accuracy, %", tickCount: 5 },
  };
  const front = paretoFront(models).map(({ cost, accuracy }) => ({
    cost,
    accuracy: 100 * accuracy,
  }));
  const color = { field: "color", type: "nominal" as const, scale: null };
  const spec: TopLevelSpec = {
    width,
    height,
    data: { values: values.map((value, i) => ({ ...value, ...labels[i]! })) },
    encoding: { x },
    layer: [
      {
        data: { values: front },
        mark: { type: "line", interpolate: "step-after", color: ink.muted, strokeDash: [4, 3] },
        encoding: { y: { ...y, field: "accuracy" } },
      },
      {
        mark: { type: "rule", strokeWidth: 1.5, opacity: 0.45 },
        encoding: { y: { ...y, field: "low" }, y2: { field: "high" }, color },
      },
      {
        mark: { type: "point", filled: true, size: 90, opacity: 1 },
        encoding: { y: { ...y, field: "accuracy" }, color },
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
        encoding: { y: { ...y, field: "accuracy" }, text: { field: "name" }, color },
      },
    ],
  };
  return renderChart(spec, describe(models, axis));
}

function describe(models: readonly ParetoModel[], axis: string): string {
  const words = models.map(
    ({ name, cost, accuracy }) => `${name}: ${cost.toPrecision(3)}, ${percent(accuracy)}`,
  );
  return `Accuracy against ${axis}. ${words.join("; ")}.`;
}
