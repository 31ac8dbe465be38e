/** @file Class by class: F1 of the best teacher and of the int8 student, joined by a line. */
import type { TopLevelSpec } from "vega-lite";
import { signed } from "#report/format";
import { classF1, type ModelSummary } from "#report/summary";
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

export function f1Change(
  from: ModelSummary,
  to: ModelSummary,
  classes: readonly string[],
): Promise<string> {
  const changes = classChanges(from, to, classes);
  const values = changes.map((change) => ({
    ...change,
    color: change.to < change.from ? ink.bad : ink.good,
    text: signed(change.to - change.from),
    end: Math.max(change.from, change.to),
  }));
  const x = {
    type: "quantitative" as const,
    scale: { zero: false, nice: true, padding: 14 },
    axis: { title: "F1, %", tickCount: 5, orient: "top" as const },
  };
  const spec: TopLevelSpec = {
    width: 400,
    height: { step: 23 },
    data: { values },
    encoding: {
      y: {
        field: "name",
        type: "nominal",
        sort: changes.map(({ name }) => name),
        axis: { title: null, domain: false, labelLimit: 120, labelColor: ink.text },
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
