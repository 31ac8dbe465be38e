/** @file Who is taken for what: best teacher, float student, quantized student. */
import { confusionMatrix } from "#report/charts/confusion-matrix";
import { type Html, html, raw } from "#report/html";
import type { RunResult } from "#report/result";
import {
  bestTeacher,
  floatStudent,
  type ModelSummary,
  summarize,
  summaryOf,
} from "#report/summary";

export async function confusions(result: RunResult): Promise<Html> {
  const { classes } = result.data;
  const summaries = summarize(result);
  const shown = [
    bestTeacher(summaries),
    floatStudent(summaries),
    summaryOf(summaries, "quantized"),
  ];
  const present = shown.filter((summary): summary is ModelSummary => summary !== undefined);
  const size = classes.length <= 12 ? "" : "large";
  const figures = present.map(
    async (
      summary,
    ) => html`<figure><figcaption><span class="dot hue-${summary.model.kind}"></span>${summary.title}</figcaption>
<div class="chart ${size}" tabindex="0">${raw(await confusionMatrix(summary, classes))}</div></figure>`,
  );
  const seeds = result.seeds.length > 1 ? ", summed over the seeds" : "";
  return html`<section id="confusions">
<h2>Confusions</h2>
<p class="note">Rows are the truth, columns the prediction; figures are percent of the true class${seeds}. Mistakes are red.</p>
<div class="${size === "large" ? "flow" : "grid"}">${await Promise.all(figures)}</div>
</section>`;
}
