/** @file Latency on each target, as a distribution beside the cost of an empty call. */
import { counted } from "#core/counted";
import { latencyDistribution } from "#report/charts/latency-distribution";
import { duration } from "#report/format";
import { type Html, html, raw } from "#report/html";
import type { Latency, RunResult } from "#report/result";
import { summarize } from "#report/summary";

/** `null` where nothing was measured. */
export async function latency(result: RunResult): Promise<Html | null> {
  const figures: Html[] = [];
  for (const target of ["cpu", "wasm"] as const) {
    const chart = await latencyDistribution(summarize(result), target);
    const measured = result.models.flatMap(({ latency: times }) => times[target] ?? []);
    const [first] = measured;
    if (!chart || !first) continue;
    figures.push(html`<figure><figcaption>${target.toUpperCase()}</figcaption>
<p class="note">${conditions(first)}</p><div class="chart grown">${raw(chart)}</div></figure>`);
  }
  if (figures.length === 0) return null;
  return html`<section id="latency">
<h2>Latency</h2>
<ul class="key"><li><span class="swatch"></span>median and (paler) 95th percentile</li><li><span class="swatch dashed hue-muted"></span>an empty graph: what the call itself costs</li><li>the slowest 1 % may lie beyond the right edge</li></ul>
${result.convolutions === undefined ? null : html`<p>The student's convolutions in float: ${result.convolutions}.</p>`}
<div class="grid wide">${figures}</div>
</section>`;
}

function conditions({ runtime, threads, runs, floor }: Latency): string {
  return `${runtime}, ${counted(threads, "thread")}, ${runs} interleaved runs of one window; empty graph ${duration(floor.p50)}.`;
}
