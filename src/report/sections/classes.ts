/** @file What each class lost or gained on the way from the teacher to the device. */
import { classChanges, f1Change, f1Domain } from "#report/charts/f1-change";
import { type Html, html, raw } from "#report/html";
import type { RunResult } from "#report/result";
import { bestTeacher, floatStudent, summarize, summaryOf } from "#report/summary";

/** More classes than this take two charts. */
export const classesPerChart = 14;

/** `null` where there is no teacher to compare with. */
export async function classes(result: RunResult): Promise<Html | null> {
  const summaries = summarize(result);
  const from = bestTeacher(summaries) ?? summaryOf(summaries, "alone");
  const to = summaryOf(summaries, "quantized") ?? floatStudent(summaries);
  if (!from || !to || from === to) return null;
  const changes = classChanges(from, to, result.data.classes);
  const domain = f1Domain(changes);
  const half = changes.length > classesPerChart ? Math.ceil(changes.length / 2) : changes.length;
  const charts = [changes.slice(0, half), changes.slice(half)]
    .filter((part) => part.length > 0)
    .map(async (part) => raw(await f1Change(from, to, part, domain)));
  return html`<section id="classes">
<h2>F1 by class</h2>
<p class="note">From ${from.title} (ring) to ${to.title} (dot), in points; the largest loss first.</p>
<div class="grid wide">${(await Promise.all(charts)).map((chart) => html`<figure class="chart grown">${chart}</figure>`)}</div>
</section>`;
}
