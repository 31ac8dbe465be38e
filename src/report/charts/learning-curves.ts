/** @file How one model learned: accuracy above, loss below; thin lines are seeds, bold ones their mean. */

import type { TopLevelSpec } from "vega-lite";
import { counted } from "#core/counted";
import { percent } from "#report/format";
import type { LearningCurve } from "#report/result";
import type { ModelSummary } from "#report/summary";
import { ink, renderChart } from "./render-chart.ts";

const width = 300;

export function learningCurves({ model, title }: ModelSummary): Promise<string> {
  const color = ink[model.kind];
  const values = model.curves.flatMap(rowsOf);
  const spec: TopLevelSpec = {
    data: { values },
    vconcat: [
      panel("accuracy", color, { title: "accuracy, %", height: 150 }),
      panel("loss", color, { title: "loss", height: 60 }),
    ],
    spacing: 12,
  };
  return renderChart(spec, describe(title, model.curves));
}

interface Row {
  readonly seed: number;
  readonly epoch: number;
  readonly part: "train" | "validation";
  readonly accuracy: number | null;
  readonly loss: number | null;
}

function rowsOf({ seed, epochs }: LearningCurve): Row[] {
  return epochs.flatMap(({ epoch, loss, trainAccuracy, validationAccuracy }): Row[] => [
    { seed, epoch, part: "train", accuracy: inPercent(trainAccuracy), loss },
    { seed, epoch, part: "validation", accuracy: inPercent(validationAccuracy), loss: null },
  ]);
}

function inPercent(fraction: number | null): number | null {
  return fraction === null ? null : 100 * fraction;
}

/** Two lines in the accuracy panel (validation solid, training dashed), one in the loss panel. */
function panel(
  field: "accuracy" | "loss",
  color: string,
  { title, height }: { title: string; height: number },
) {
  const last = field === "loss";
  const x = {
    field: "epoch",
    type: "quantitative" as const,
    axis: { title: last ? "epoch" : null, grid: false, labels: last, tickMinStep: 1, tickCount: 6 },
    scale: { nice: false },
  };
  const y = {
    field,
    type: "quantitative" as const,
    scale: { zero: last },
    axis: { title, tickCount: last ? 3 : 5 },
  };
  const lines = (part: Row["part"], mark: object) => [
    {
      transform: [{ filter: `datum.part === '${part}'` }],
      mark: { type: "line" as const, strokeWidth: 1, opacity: 0.25, ...mark },
      encoding: { y, detail: { field: "seed" } },
    },
    {
      transform: [{ filter: `datum.part === '${part}'` }],
      mark: { type: "line" as const, strokeWidth: 2, ...mark },
      encoding: { y: { ...y, aggregate: "mean" as const } },
    },
  ];
  const validation = lines("validation", { color });
  const training = lines("train", last ? { color } : { color: ink.muted, strokeDash: [3, 3] });
  return {
    width,
    height,
    transform: [{ filter: `datum.${field} !== null` }],
    encoding: { x },
    layer: last ? training : [...training, ...validation],
  };
}

function describe(title: string, curves: readonly LearningCurve[]): string {
  const ends = curves.map(({ seed, epochs }) => {
    const last = epochs.at(-1);
    const accuracy = last?.validationAccuracy ?? last?.trainAccuracy;
    return accuracy == null
      ? ""
      : `seed ${seed} ends at ${percent(accuracy)} after ${counted(epochs.length, "epoch")}`;
  });
  return `Learning curves of ${title}: ${ends.filter((end) => end !== "").join("; ")}.`;
}
