/** @file Reliability diagram: how often one student is right where it claims a confidence (Guo et al. 2017, arXiv:1706.04599). */
import type { TopLevelSpec } from "vega-lite";
import { percent } from "#report/format";
import type { Reliability } from "#report/result";
import type { ModelSummary } from "#report/summary";
import type { ReliabilityBin } from "#train/calibration";
import { ink, renderChart, tip } from "./render-chart.ts";

type Pooled = Omit<ReliabilityBin, "from" | "to">;

/** Bins of all seeds together; before and after the temperature. */
export function reliabilityDiagram({ model, title }: ModelSummary): Promise<string> {
  const { calibration } = model;
  const before = pooled(calibration.map((seed) => seed.before));
  const after = pooled(calibration.flatMap(({ scaled }) => scaled ?? []));
  const axis = (name: string, field: string) => ({
    ...{ field, type: "quantitative" as const, scale: { domain: [0, 100] } },
    axis: { title: name, tickCount: 5 },
  });
  const spec: TopLevelSpec = {
    ...{ width: 220, height: 220, data: { values: [] } },
    encoding: { x: axis("confidence, %", "confidence"), y: axis("right, %", "accuracy") },
    layer: [
      {
        data: { values: [0, 100].map((each) => ({ confidence: each, accuracy: each })) },
        mark: { type: "line", color: ink.muted, strokeWidth: 1, opacity: 0.6 },
      },
      ...layers(before, "as it is", { color: ink.muted, strokeDash: [4, 3] }),
      ...layers(after, "with the temperature", { color: ink[model.kind] }),
    ],
  };
  return renderChart(spec, describe(title, before, after));
}

/** The area of a point is the share of the windows in its bin. */
function layers(
  bins: readonly Pooled[],
  when: string,
  mark: { color: string; strokeDash?: number[] },
) {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  const values = bins.map((bin) => ({
    ...{ confidence: 100 * bin.confidence, accuracy: 100 * bin.accuracy },
    size: 25 + (500 * bin.count) / total,
    tip: tip(
      `${when}: ${bin.count} windows, confidence ${percent(bin.confidence)}, right ${percent(bin.accuracy)}`,
    ),
  }));
  const size = { field: "size", type: "quantitative" as const, scale: null };
  return [
    { data: { values }, mark: { type: "line" as const, strokeWidth: 1.5, ...mark } },
    {
      data: { values },
      mark: { type: "point" as const, filled: true, opacity: 0.75, color: mark.color },
      encoding: { size, description: { field: "tip" } },
    },
  ];
}

/** Bin by bin, weighted by their windows. */
export function pooled(all: readonly Reliability[]): Pooled[] {
  const sums = new Map<number, { count: number; confidence: number; accuracy: number }>();
  for (const { from, count, confidence, accuracy } of all.flatMap(({ bins }) => bins)) {
    const sum = sums.get(from) ?? { count: 0, confidence: 0, accuracy: 0 };
    sum.count += count;
    sum.confidence += count * confidence;
    sum.accuracy += count * accuracy;
    sums.set(from, sum);
  }
  return [...sums]
    .sort(([a], [b]) => a - b)
    .map(([, { count, confidence, accuracy }]) => ({
      ...{ count, confidence: confidence / count, accuracy: accuracy / count },
    }));
}

function describe(title: string, before: readonly Pooled[], after: readonly Pooled[]): string {
  const words = (bins: readonly Pooled[]) =>
    bins
      .map(({ confidence, accuracy }) => `${percent(confidence, 0)}: ${percent(accuracy, 0)}`)
      .join(", ");
  const then = after.length > 0 ? ` With the temperature, ${words(after)}.` : "";
  return `${title}: confidence claimed, and how often it was right. As it is, ${words(before)}.${then}`;
}
