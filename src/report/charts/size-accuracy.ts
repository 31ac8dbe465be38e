/** @file Every model by the size of its file and its accuracy: what was given up for what. */
import { bytes, percent } from "#report/format";
import type { ModelSummary } from "#report/summary";
import { type CostPoint, costAccuracy } from "./cost-accuracy.ts";
import { renderChart } from "./render-chart.ts";

const axes = {
  ...{ width: 330, height: 220 },
  ...{ cost: "size of the ONNX file, kB", accuracy: "test accuracy, %" },
};

export function sizeAccuracy(summaries: readonly ModelSummary[]): Promise<string> {
  const points = summaries.flatMap(pointOf);
  return renderChart(costAccuracy(points, axes), describe(points));
}

function pointOf({ model, title, accuracy: { mean, sd } }: ModelSummary): CostPoint[] {
  if (model.bytes === null) return [];
  return [{ name: title, cost: model.bytes / 1000, accuracy: mean, sd, kind: model.kind }];
}

function describe(points: readonly CostPoint[]): string {
  const words = points.map(
    ({ name, cost, accuracy }) => `${name}: ${bytes(1000 * cost)}, ${percent(accuracy)}`,
  );
  return `Size of the file against test accuracy. ${words.join("; ")}.`;
}
