/** @file Class by class: F1 of the best teacher and of the quantized student, joined by a line. */
import type { TopLevelSpec } from "vega-lite";
import { signed } from "#report/format";
import { classF1, type ModelSummary } from "#report/summary";
import { labelWidth, shortLabels } from "./class-labels.ts";
import { ink, renderChart } from "./render-chart.ts";

export interface ClassChange {
  readonly name: string;
  /** In percent. */
  readonly from: number;
  readonly to: number;
}

/** Largest loss first. */
export function classChanges(
  from: ModelSummary,
  to: ModelSummary,
  classes: readonly string[],
): ClassChange[] {
  const before = classF1(from.model);
  const after = classF1(to.model);
  const changes = classes.map((name, k) => ({ name, from: 100 * before[k]!, to: 100 * after[k]! }));
  return changes.sort((a, b) => a.to - a.from - (b.to - b.from));
}

/** From the lowest F1, rounded down to a ten, to 100. */
export function f1Domain(changes: readonly ClassChange[]): [number, number] {
  const lowest = Math.min(...changes.flatMap(({ from, to }) => [from, to]));
  return [Math.max(0, 10 * Math.floor((lowest - 1) / 10)), 100];
}

/** The classes in one chart; `domain` is the axis, in percent, so that charts side by side agree. */
export function f1Change(
  from: ModelSummary,
  to: ModelSummary,
  changes: readonly ClassChange[],
  domain: readonly [number, number],
): Promise<string> {
  const values = changes.map((change) => ({
    ...change,
    color: change.to < change.from ? ink.bad : ink.good,
    text: signed(change.to - change.from),
    end: Math.max(change.from, change.to),
  }));
  const names = changes.map(({ name }) => name);
  const x = {
    type: "quantitative" as const,
    scale: { domain: [...domain] },
    axis: { title: "F1, %", tickCount: 5, orient: "top" as const },
  };
  const spec: TopLevelSpec = {
    width: 225,
    height: 23 * changes.length,
    autosize: "none",
    padding: { left: labelWidth(names, 11), top: 42, right: 44, bottom: 4 },
    data: { values },
    encoding: {
      y: {
        field: "name",
        type: "nominal",
        scale: { domain: names, padding: 0 },
        axis: { title: null, domain: false, labelColor: ink.text, ...shortLabels },
      },
    },
    layer: [
      {
        mark: { type: "rule", strokeWidth: 2.5, opacity: 0.55 },
        encoding: {
          x: { ...x, field: "from" },
          x2: { field: "to" },
          color: { field: "color", type: "nominal", scale: null },
        },
      },
      {
        mark: {
          type: "point",
          size: 55,
          strokeWidth: 1.8,
          fill: ink.surface,
          stroke: ink[from.model.kind],
          opacity: 1,
        },
        encoding: { x: { ...x, field: "from" } },
      },
      {
        mark: { type: "point", filled: true, size: 65, color: ink[to.model.kind], opacity: 1 },
        encoding: { x: { ...x, field: "to" } },
      },
      {
        mark: { type: "text", align: "left", dx: 9, color: ink.muted, fontSize: 10.5 },
        encoding: { x: { ...x, field: "end" }, text: { field: "text" } },
      },
    ],
  };
  return renderChart(spec, describe(from.title, to.title, changes));
}

function describe(from: string, to: string, changes: readonly ClassChange[]): string {
  const words = changes.map((change) => `${change.name} ${signed(change.to - change.from)}`);
  return `Change of F1 in points from ${from} to ${to}: ${words.join(", ")}.`;
}
