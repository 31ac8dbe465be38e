/** @file Accuracy of every student against how strongly the sensor was disturbed: a line each. */
import type { TopLevelSpec } from "vega-lite";
import { mean } from "#core/stats";
import { percent } from "#report/format";
import type { DisturbanceFacts, ModelKind } from "#report/result";
import { modelTitle } from "#report/summary";
import { ink, renderChart, tip } from "./render-chart.ts";

/** Means over the seeds. `domain`: percent, shared by the charts side by side. */
export function disturbedAccuracy(
  facts: DisturbanceFacts,
  domain: readonly [number, number],
): Promise<string> {
  const lines = linesOf(facts);
  const values = lines.flatMap(({ title, color, dash, accuracy }) =>
    facts.strengths.map((strength, i) => ({
      ...{ title, color, dash, strength, accuracy: 100 * accuracy[i]! },
      tip: tip(`${title}, ${strength} ${facts.axis}: ${percent(accuracy[i]!)}`),
    })),
  );
  const nominal = { type: "nominal" as const, scale: null };
  const spec: TopLevelSpec = {
    ...{ width: 300, height: 150, data: { values } },
    encoding: {
      x: {
        ...{ field: "strength", type: "quantitative", scale: { nice: false, zero: false } },
        axis: {
          ...{ title: facts.axis, values: [...facts.strengths], grid: false },
          labelExpr: "toString(datum.value)", // formats of d3 round 35 to 4e+1 where ticks lie wide apart
        },
      },
      y: {
        ...{ field: "accuracy", type: "quantitative", scale: { domain: [...domain], nice: false } },
        axis: { title: "accuracy, %", tickCount: 5 },
      },
      color: { field: "color", ...nominal },
      detail: { field: "title" },
    },
    layer: [
      {
        mark: { type: "line", strokeWidth: 2 },
        encoding: { strokeDash: { field: "dash", ...nominal } },
      },
      {
        mark: { type: "point", filled: true, size: 42, opacity: 1 },
        encoding: { description: { field: "tip" } },
      },
    ],
  };
  return renderChart(spec, describe(facts, lines));
}

/** On paper without colours dashes tell them apart; a gap of 0 is none. */
export function dashesOf(kind: ModelKind): readonly [number, number] {
  if (kind === "alone") return [5, 3];
  return kind === "pruned" ? [2, 2] : [1, 0];
}

function linesOf({ models }: DisturbanceFacts) {
  return models.map(({ kind, role, accuracy }) => ({
    ...{ title: modelTitle({ kind, role }), color: ink[kind], dash: dashesOf(kind) },
    accuracy: accuracy[0]!.map((_, i) => mean(accuracy.map((seed) => seed[i]!))),
  }));
}

function describe({ title, axis, strengths }: DisturbanceFacts, lines: ReturnType<typeof linesOf>) {
  const words = lines.map(
    ({ title: name, accuracy }) => `${name}: ${accuracy.map((each) => percent(each)).join(", ")}`,
  );
  return `${title}: accuracy at ${strengths.join(", ")} ${axis}. ${words.join("; ")}.`;
}
