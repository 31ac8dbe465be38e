/** @file Every model by the size of its file and its accuracy. */
import { sizeAccuracy } from "#report/charts/size-accuracy";
import { type Html, html, raw } from "#report/html";
import type { RunResult } from "#report/result";
import { summarize } from "#report/summary";

/** `null` where fewer than two files were written. */
export async function size(result: RunResult): Promise<Html | null> {
  const summaries = summarize(result);
  if (summaries.filter(({ model }) => model.bytes !== null).length < 2) return null;
  return html`<section id="size">
<h2>Size against accuracy</h2>
<p class="note">Up and to the left is better; bars are one standard deviation over the seeds.</p>
<figure><div class="chart grown">${raw(await sizeAccuracy(summaries))}</div></figure>
</section>`;
}
