/** @file How long each class lasts in all. */
import type { TopLevelSpec } from "vega-lite";
import { labelWidth, shortLabels } from "#report/charts/class-labels";
import { ink, renderChart } from "#report/charts/render-chart";
import type { ClassPart } from "#sensors/inspect/inspection";
import { people, span } from "./data-words.ts";

export interface ClassMinutesOptions {
  /** s at the right end of the axis, so that charts side by side agree. */
  readonly longest: number;
  /** Nobody knows how many people show a class. */
  readonly anonymous: boolean;
}

export function classMinutes(
  classes: readonly ClassPart[],
  { longest, anonymous }: ClassMinutesOptions,
): Promise<string> {
  const rows = classes.map(({ name, seconds, subjects }) => ({
    ...{ name, seconds },
    text: anonymous ? span(seconds) : `${span(seconds)} · ${people(subjects)}`,
  }));
  const names = rows.map(({ name }) => name);
  const x = { field: "seconds", type: "quantitative" as const, stack: null };
  const spec: TopLevelSpec = {
    width: 260,
    height: 23 * rows.length,
    autosize: "none",
    padding: { left: labelWidth(names, 11), top: 6, right: 132, bottom: 4 },
    data: { values: rows },
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
        mark: { type: "bar", height: 14, cornerRadiusEnd: 3, color: ink.distilled },
        encoding: { x: { ...x, axis: null, scale: { domain: [0, longest], nice: false } } },
      },
      {
        mark: { type: "text", align: "left", dx: 7, color: ink.muted, fontSize: 10.5 },
        encoding: { x, text: { field: "text" } },
      },
    ],
  };
  const words = rows.map(({ name, text }) => `${name} ${text}`);
  return renderChart(spec, `Time by class: ${words.join("; ")}.`);
}
