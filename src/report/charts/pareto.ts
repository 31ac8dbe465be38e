/** @file Models by what they cost and what they get right, with the line of those that nothing beats on both. */
import { percent, threeDigits } from "#report/format";
import { type CostPoint, costAccuracy } from "./cost-accuracy.ts";
import { renderChart } from "./render-chart.ts";

/** Those for which no other costs as little or less and gets as much or more right, cheapest first. */
export function paretoFront(models: readonly CostPoint[]): CostPoint[] {
  const sorted = models.toSorted((a, b) => a.cost - b.cost || b.accuracy - a.accuracy);
  let best = Number.NEGATIVE_INFINITY;
  return sorted.filter(({ accuracy }) => {
    if (accuracy <= best) return false;
    best = accuracy;
    return true;
  });
}

/** `axis` names the cost and its unit. */
export function pareto(models: readonly CostPoint[], axis: string): Promise<string> {
  const axes = { width: 380, height: 240, cost: axis, accuracy: "accuracy, %" };
  const spec = costAccuracy(models, { ...axes, front: paretoFront(models) });
  return renderChart(spec, describe(models, axis));
}

function describe(models: readonly CostPoint[], axis: string): string {
  const words = models.map(
    ({ name, cost, accuracy }) => `${name}: ${threeDigits(cost)}, ${percent(accuracy)}`,
  );
  return `Accuracy against ${axis}. ${words.join("; ")}.`;
}
