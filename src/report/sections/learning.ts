/** @file Learning curves of every model that was trained. */
import { learningCurves } from "#report/charts/learning-curves";
import { type Html, html, raw } from "#report/html";
import type { RunResult } from "#report/result";
import { summarize } from "#report/summary";

/** `null` where nothing was trained. */
export async function learning(result: RunResult): Promise<Html | null> {
  const trained = summarize(result).filter(({ model }) => model.curves.length > 0);
  if (trained.length === 0) return null;
  const figures = trained.map(
    async (
      summary,
    ) => html`<figure><figcaption><span class="dot hue-${summary.model.kind}"></span>${summary.title}</figcaption>
<div class="chart">${raw(await learningCurves(summary))}</div></figure>`,
  );
  const seeds = result.seeds.length > 1 ? html`<li>thin lines: single seeds</li>` : null;
  return html`<section id="learning">
<h2>Learning</h2>
<ul class="key"><li><span class="swatch hue-distilled"></span>validation subjects</li><li><span class="swatch dashed hue-muted"></span>training windows, augmented</li>${seeds}</ul>
<div class="grid">${await Promise.all(figures)}</div>
</section>`;
}
