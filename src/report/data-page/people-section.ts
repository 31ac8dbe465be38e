/** @file How the time is shared out between classes and people. */
import { type Html, html, raw } from "#report/html";
import type { Inspection } from "#sensors/inspect/inspection";
import { classMinutes } from "./class-minutes.ts";
import { mostSubjects, subjectMinutes } from "./subject-minutes.ts";

/** More classes than this take two charts, and the full width of the page. */
export const classesPerChart = 14;

export async function balanceSection({ anonymous, classes }: Inspection): Promise<Html> {
  const figure = (svg: string) => html`<figure class="chart grown">${raw(svg)}</figure>`;
  const sorted = [...classes].sort((a, b) => b.seconds - a.seconds);
  const half = sorted.length > classesPerChart ? Math.ceil(sorted.length / 2) : sorted.length;
  const longest = sorted[0]!.seconds;
  const parts = [sorted.slice(0, half), sorted.slice(half)].filter((part) => part.length > 0);
  const charts = await Promise.all(parts.map((part) => classMinutes(part, { longest, anonymous })));
  return html`<section id="balance">
<h2>How much of each class</h2>
<div class="grid wide">${charts.map(figure)}</div>
</section>`;
}

/** `null` where the files do not say who is who. */
export async function peopleSection(inspection: Inspection): Promise<Html | null> {
  const { anonymous, subjects, classes } = inspection;
  if (anonymous) return null;
  const intro = html`<section id="people"><h2>Who shows what</h2>`;
  if (subjects.length > mostSubjects)
    return html`${intro}<p class="note">${subjects.length} people: too many for a table; <code>--json</code> has them all.</p></section>`;
  const chart = await subjectMinutes(subjects, classes);
  return html`${intro}
<p class="note">Time by person and class, the darker the longer. A blank is a class that this person never shows: splits are by person, so whoever tests should show them all.</p>
<figure class="chart">${raw(chart)}</figure></section>`;
}
