/** @file How far the students' probabilities can be believed, before and after a temperature. */
import { mean, sd } from "#core/stats";
import { reliabilityDiagram } from "#report/charts/reliability-diagram";
import { type Html, html, raw } from "#report/html";
import type { RunResult } from "#report/result";
import { type ModelSummary, summarize } from "#report/summary";

/** `null` where nothing was asked. */
export async function calibration(result: RunResult): Promise<Html | null> {
  const students = summarize(result).filter(({ model }) => model.calibration.length > 0);
  if (students.length === 0) return null;
  const figures = students.map(
    async (
      summary,
    ) => html`<figure><figcaption><span class="dot hue-${summary.model.kind}"></span>${summary.title}</figcaption>
<div class="chart">${raw(await reliabilityDiagram(summary))}</div></figure>`,
  );
  return html`<section id="calibration">
<h2>Confidence</h2>
<p class="note">How often a student is right on the test subjects where it claims a confidence: on the thin line, as often as it says; below, it claims too much. The temperature divides all logits, changes no class, and was fitted on validation windows. ECE is the mean distance from the line, over 15 bins; larger points stand for more windows.</p>
<ul class="key"><li><span class="swatch dashed hue-muted"></span>as the file answers</li><li><span class="swatch hue-quantized"></span>with the temperature (the student's colour)</li></ul>
<div class="scroll"><table><thead><tr>${["Student", "ECE as it is, points", "Temperature", "ECE with it, points"].map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${students.map(row)}</tbody></table></div>
<div class="grid">${await Promise.all(figures)}</div>
</section>`;
}

function row({ model: { kind, calibration: seeds }, title }: ModelSummary): Html {
  const scaled = seeds.flatMap((seed) => seed.scaled ?? []);
  const cells = [
    figure(
      seeds.map(({ before }) => 100 * before.ece),
      1,
    ),
    figure(
      scaled.map(({ temperature }) => temperature),
      2,
    ),
    figure(
      scaled.map(({ ece }) => 100 * ece),
      1,
    ),
  ];
  return html`<tr><th scope="row"><span class="dot hue-${kind}"></span>${title}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`;
}

function figure(values: readonly number[], digits: number): Html {
  if (values.length === 0) return html`–`;
  const spread =
    values.length < 2 ? null : html` <span class="spread">± ${sd(values).toFixed(digits)}</span>`;
  return html`${mean(values).toFixed(digits)}${spread}`;
}
