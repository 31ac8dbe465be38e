/** @file Truth against prediction, over all seeds; the darker a cell, the larger its share of the true class. */
import type { TopLevelSpec } from "vega-lite";
import { percent } from "#report/format";
import { type ModelSummary, totalConfusion } from "#report/summary";
import { ink, renderChart } from "./render-chart.ts";

export function confusionMatrix(
  { model, title }: ModelSummary,
  classes: readonly string[],
): Promise<string> {
  const cells = cellsOf(totalConfusion(model), classes);
  const step = classes.length <= 12 ? 27 : 19;
  const label = { labelLimit: 110, labelFontSize: classes.length <= 12 ? 11 : 10, domain: false };
  const axes = {
    x: {
      field: "predicted",
      type: "nominal" as const,
      sort: null,
      axis: { ...label, title: "predicted", orient: "top" as const, labelAngle: -50 },
      scale: { domain: [...classes] },
    },
    y: {
      field: "truth",
      type: "nominal" as const,
      sort: null,
      axis: { ...label, title: "truth" },
      scale: { domain: [...classes] },
    },
  };
  const spec: TopLevelSpec = {
    width: { step },
    height: { step },
    data: { values: cells },
    encoding: axes,
    layer: [
      {
        mark: { type: "rect", cornerRadius: 2, width: step - 2, height: step - 2 },
        encoding: {
          color: { condition: { test: "datum.right", value: ink[model.kind] }, value: ink.bad },
          opacity: { field: "strength", type: "quantitative", scale: null },
        },
      },
      {
        mark: { type: "text", fontSize: classes.length <= 12 ? 10 : 8 },
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
