/** @file What each class lost or gained on the way from the teacher to the device. */
import { f1Change } from "#report/charts/f1-change";
import { type Html, html, raw } from "#report/html";
import type { RunResult } from "#report/result";
import { bestTeacher, floatStudent, summarize, summaryOf } from "#report/summary";

/** `null` where there is no teacher to compare with. */
export async function classes(result: RunResult): Promise<Html | null> {
  const summaries = summarize(result);
  const from = bestTeacher(summaries) ?? summaryOf(summaries, "alone");
  const to = summaryOf(summaries, "int8") ?? floatStudent(summaries);
  if (!from || !to || from === to) return null;
  return html`<section id="classes">
<h2>F1 by class</h2>
<p class="note">From ${from.title} (ring) to ${to.title} (dot), in points; the largest loss first.</p>
<figure><div class="chart">${raw(await f1Change(from, to, result.data.classes))}</div></figure>
</section>`;
}
