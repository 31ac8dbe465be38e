/** @file Truth against prediction, over all seeds; the darker a cell, the larger its share of the true class. */
import type { TopLevelSpec } from "vega-lite";
import { percent } from "#report/format";
import { type ModelSummary, totalConfusion } from "#report/summary";
import { labelWidth, shortLabels } from "./class-labels.ts";
import { ink, renderChart } from "./render-chart.ts";

export function confusionMatrix(
  { model, title }: ModelSummary,
  classes: readonly string[],
): Promise<string> {
  const cells = cellsOf(totalConfusion(model), classes);
  const small = classes.length <= 12;
  const step = small ? 27 : 15;
  const fontSize = small ? 11 : 9.5;
  const edge = labelWidth(classes, fontSize);
  const label = { title: null, labelFontSize: fontSize, domain: false, ...shortLabels };
  const scale = { domain: [...classes], padding: 0 };
  const spec: TopLevelSpec = {
    width: step * classes.length,
    height: step * classes.length,
    autosize: "none",
    padding: { left: edge, top: 0.8 * edge, right: 0.55 * edge, bottom: 4 },
    data: { values: cells },
    encoding: {
      x: {
        field: "predicted",
        type: "nominal",
        scale,
        axis: { ...label, orient: "top", labelAngle: -50 },
      },
      y: { field: "truth", type: "nominal", scale, axis: label },
    },
    layer: [
      {
        mark: { type: "rect", cornerRadius: 2, width: step - 2, height: step - 2 },
        encoding: {
          color: { condition: { test: "datum.right", value: ink[model.kind] }, value: ink.bad },
          opacity: { field: "strength", type: "quantitative", scale: null },
        },
      },
      {
        mark: { type: "text", fontSize: small ? 10 : 7 },
        encoding: {
          text: { field: "text" },
          color: {
            condition: { test: "datum.strength > 0.6", value: ink.surface },
            value: ink.text,
          },
        },
      },
    ],
  };
  return renderChart(spec, describe(title, cells));
}

interface Cell {
  readonly truth: string;
  readonly predicted: string;
  /** Share of the true class. */
  readonly share: number;
  /** The share in whole percent. */
  readonly text: string;
  readonly strength: number;
  readonly right: boolean;
}

/** Empty cells are left out: most of a large matrix. */
function cellsOf(confusion: readonly (readonly number[])[], classes: readonly string[]): Cell[] {
  return confusion.flatMap((row, truth) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.flatMap((count, predicted): Cell[] => {
      if (count === 0) return [];
      const share = count / total;
      return [
        {
          truth: classes[truth]!,
          predicted: classes[predicted]!,
          share,
          text: share < 0.005 ? "" : String(Math.round(100 * share)),
          strength: 0.12 + 0.88 * share,
          right: truth === predicted,
        },
      ];
    });
  });
}

function describe(title: string, cells: readonly Cell[]): string {
  const wrong = cells.filter(({ right }) => !right).sort((a, b) => b.share - a.share);
  const worst = wrong
    .slice(0, 3)
    .map(({ truth, predicted, share }) => `${truth} taken for ${predicted} (${percent(share, 0)})`);
  const most = worst.length === 0 ? "no mistakes" : `most frequent mistakes: ${worst.join(", ")}`;
  return `Confusion matrix of ${title}; ${most}.`;
}
