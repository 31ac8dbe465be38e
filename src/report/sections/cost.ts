/** @file What accuracy costs: every model by the size of its file and its latency, and those that nothing beats. */
import type { CostPoint } from "#report/charts/cost-accuracy";
import { pareto } from "#report/charts/pareto";
import { type Html, html, raw } from "#report/html";
import type { ModelResult, RunResult } from "#report/result";
import { type ModelSummary, summarize, titleWithin } from "#report/summary";

const axes: readonly (readonly [string, (model: ModelResult) => number | undefined])[] = [
  ["size of the ONNX file, kB", ({ bytes }) => (bytes === null ? undefined : bytes / 1000)],
  ["latency on the CPU, µs", ({ latency }) => latency.cpu?.p50],
];

/** `null` where fewer than two files were written. */
export async function cost(result: RunResult): Promise<Html | null> {
  const summaries = summarize(result).filter(({ model }) => model.bytes !== null);
  if (summaries.length < 2) return null;
  const figures: Html[] = [];
  for (const [axis, costOf] of axes) {
    const points = summaries.flatMap((summary) => pointOf(summary, costOf(summary.model)));
    if (points.length > 1)
      figures.push(
        html`<figure><div class="chart grown">${raw(await pareto(points, axis))}</div></figure>`,
      );
  }
  const best = unbeaten(summaries).map(({ model }) => titleWithin(model));
  const bars = result.seeds.length > 1 ? " Bars are one standard deviation over the seeds." : "";
  return html`<section id="cost">
<h2>What accuracy costs</h2>
<p class="note">Up and to the left is better; nothing lies above the dashed line.${bars} No model is at once as accurate, as small and as fast as one of these: ${best.join(", ")}.</p>
<div class="grid">${figures}</div>
</section>`;
}

function pointOf({ model, title, accuracy }: ModelSummary, price: number | undefined): CostPoint[] {
  if (price === undefined) return [];
  const { mean, sd } = accuracy;
  return [{ name: title, cost: price, accuracy: mean, sd, kind: model.kind }];
}

/** Those for which no other is as good in accuracy, bytes and latency, and better in one of them. */
export function unbeaten(summaries: readonly ModelSummary[]): ModelSummary[] {
  const figures = ({ model, accuracy }: ModelSummary) => [
    -accuracy.mean,
    ...axes.map(([, costOf]) => costOf(model) ?? 0),
  ];
  return summaries.filter((one) => {
    const own = figures(one);
    return !summaries.some((other) => {
      const others = figures(other);
      const asGood = others.every((value, i) => value <= own[i]!);
      return asGood && others.some((value, i) => value < own[i]!);
    });
  });
}
