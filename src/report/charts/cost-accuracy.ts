/** @file Named points by what they cost, on a logarithmic axis, and what they get right: what every such chart shares. */
import type { TopLevelSpec } from "vega-lite";
import { percent, threeDigits } from "#report/format";
import type { ModelKind } from "#report/result";
import { logTicks } from "./log-ticks.ts";
import { type Box, isFar, type Point, placeLabels } from "./place-labels.ts";
import { ink, tip } from "./render-chart.ts";

export interface CostPoint {
  readonly name: string;
  /** In the unit that the axis names. */
  readonly cost: number;
  /** Fraction, as is its standard deviation. */
  readonly accuracy: number;
  readonly sd: number | null;
  readonly kind: ModelKind;
}

export interface CostAxes {
  /** In px. */
  readonly width: number;
  readonly height: number;
  /** Titles of the axes, with units. */
  readonly cost: string;
  readonly accuracy: string;
  /** Points that a dashed line joins, as steps. */
  readonly front?: readonly CostPoint[];
}

/** A point, one standard deviation around it, and its name where it covers nothing. */
export function costAccuracy(points: readonly CostPoint[], axes: CostAxes): TopLevelSpec {
  const { width, height, front = [] } = axes;
  const values = points.map(inPercent);
  const costs = points.map(({ cost }) => cost);
  const domain = [0.6 * Math.min(...costs), 1.7 * Math.max(...costs)] as const;
  const low = 5 * Math.floor((Math.min(...values.map((value) => value.low)) - 1) / 5);
  const top = 5 * Math.ceil((Math.max(...values.map((value) => value.high)) + 1) / 5);
  const high = Math.min(100, top);
  const at = ({ name, cost, accuracy }: (typeof values)[number]) => ({
    text: name,
    x: (width * Math.log(cost / domain[0])) / Math.log(domain[1] / domain[0]),
    y: (height * (high - accuracy)) / (high - low),
  });
  const steps = front.map(inPercent);
  const placed = placeLabels(values.map(at), { width, height }, linesOf(steps.map(at)));
  const labels = placed.map((place, i) => {
    const { x, y } = at(values[i]!);
    return {
      ...{ align: place.align, far: isFar(place) },
      labelCost: domain[0] * (domain[1] / domain[0]) ** ((x + place.dx) / width),
      labelAt: high - ((y + place.dy) * (high - low)) / height,
    };
  });
  const x = {
    field: "cost",
    type: "quantitative" as const,
    scale: { type: "log" as const, domain: [...domain], nice: false },
    axis: { title: axes.cost, values: logTicks(domain), format: "~s", grid: false },
  };
  const y = {
    type: "quantitative" as const,
    scale: { domain: [low, high], nice: false },
    axis: { title: axes.accuracy, tickCount: 5 },
  };
  const data = { values: values.map((value, i) => ({ ...value, ...labels[i]! })) };
  const layer = [...(steps.length > 0 ? [frontLayer(steps, y)] : []), ...pointLayers(x, y)];
  return { width, height, data, encoding: { x }, layer };
}

/** Half of what a line takes, px. */
const thick = 2;

/** In percent, `low` and `high` one standard deviation around it. */
function inPercent({ name, cost, accuracy, sd, kind }: CostPoint) {
  return {
    ...{ name, cost, color: ink[kind], accuracy: 100 * accuracy },
    tip: tip(`${name}: ${threeDigits(cost)}, ${percent(accuracy)}`),
    low: 100 * (accuracy - (sd ?? 0)),
    high: Math.min(100, 100 * (accuracy + (sd ?? 0))),
  };
}

/** The line from point to point: first across, then up. */
function linesOf(points: readonly Point[]): Box[] {
  return points.slice(1).flatMap(({ x, y }, i) => {
    const from = points[i]!;
    const across = { left: from.x, right: x, top: from.y - thick, bottom: from.y + thick };
    const up = { left: x - thick, right: x + thick, top: y, bottom: from.y };
    return [across, up];
  });
}

function frontLayer<Axis extends object>(steps: readonly object[], y: Axis) {
  return {
    data: { values: [...steps] },
    mark: {
      ...{ type: "line" as const, interpolate: "step-after" as const },
      ...{ color: ink.muted, strokeDash: [4, 3] },
    },
    encoding: { y: { ...y, field: "accuracy" } },
  };
}

function pointLayers<X extends object, Y extends object>(x: X, y: Y) {
  const color = { field: "color", type: "nominal" as const, scale: null };
  const at = { ...y, field: "accuracy" };
  return [
    {
      mark: { type: "rule" as const, strokeWidth: 1.5, opacity: 0.45 },
      encoding: { y: { ...y, field: "low" }, y2: { field: "high" }, color },
    },
    {
      transform: [{ filter: "datum.far" }],
      mark: { type: "rule" as const, opacity: 0.5 },
      encoding: {
        ...{ x2: { field: "labelCost" }, y: at, y2: { field: "labelAt" }, color },
      },
    },
    {
      mark: { type: "point" as const, filled: true, size: 95, opacity: 1 },
      encoding: { y: at, color, description: { field: "tip" } },
    },
    {
      mark: {
        ...{ type: "text" as const, fontWeight: 600 as const, baseline: "middle" as const },
        align: { expr: "datum.align" },
      },
      encoding: {
        x: { ...x, field: "labelCost" },
        ...{ y: { ...y, field: "labelAt" }, text: { field: "name" }, color },
      },
    },
  ];
}
