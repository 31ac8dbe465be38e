/** @file Vega-Lite → SVG text, without a browser. Colours are CSS variables, so a chart follows the page's light or dark. */
import { parse, View } from "vega";
import { type Config, compile, type TopLevelSpec } from "vega-lite";
import { escapeHtml } from "#report/html";

/** CSS variables of the page (src/report/style.ts). */
export const ink = {
  text: "var(--text)",
  muted: "var(--muted)",
  grid: "var(--line)",
  surface: "var(--surface)",
  teacher: "var(--teacher)",
  alone: "var(--alone)",
  distilled: "var(--distilled)",
  pruned: "var(--pruned)",
  quantized: "var(--quantized)",
  baseline: "var(--baseline)",
  good: "var(--good)",
  bad: "var(--bad)",
} as const;

const config: Config = {
  background: "transparent",
  font: "inherit",
  view: { stroke: null },
  axis: {
    domainColor: ink.grid,
    gridColor: ink.grid,
    tickColor: ink.grid,
    labelColor: ink.muted,
    labelFontSize: 11,
    titleColor: ink.muted,
    titleFontSize: 11,
    titleFontWeight: 500,
    titlePadding: 8,
    labelPadding: 5,
    ticks: false,
  },
  header: { labelColor: ink.text, labelFontSize: 12, labelFontWeight: 600, title: null },
  legend: { disable: true },
  text: { color: ink.text, fontSize: 11 },
};

const tipMark = "tip: ";

/** The `description` of a symbol that says so when the mouse is over it. */
export function tip(text: string): string {
  return tipMark + text;
}

/** SVG text; `description` is what a person who cannot see it gets to know. */
export async function renderChart(spec: TopLevelSpec, description: string): Promise<string> {
  const { spec: compiled } = compile(spec, { config });
  const view = new View(parse(compiled), { renderer: "none" });
  const svg = await view.toSVG();
  view.finalize();
  const label = escapeHtml(description);
  return svg
    .replace(
      new RegExp(` aria-label="${tipMark}([^"]*)"([^>]*?)/>`, "g"),
      "$2><title>$1</title></path>",
    )
    .replace(/ aria-(label|roledescription|hidden)="[^"]*"/g, "")
    .replace(/ role="[^"]*"/g, "")
    .replace("<svg ", `<svg role="img" aria-label="${label}" `);
}
