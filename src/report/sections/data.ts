/** @file Which recordings, whose, and how many windows in which part. */
import { processingWords, sharedSubjects } from "#report/data-words";
import { count } from "#report/format";
import { type Html, html } from "#report/html";
import type { DataFacts, PartFacts, RunResult } from "#report/result";

export function data({ data: facts }: RunResult): Html {
  return html`<section id="data">
<h2>Data</h2>
<p class="note">${facts.title} · ${facts.source} · ${facts.license}. ${peopleSentence(facts)} Normalisation is fitted on the training part.</p>
<div class="scroll"><table class="cards" role="table">
<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Part</th><th scope="col" role="columnheader">Windows</th><th scope="col" role="columnheader" class="words">Subjects</th></tr></thead>
<tbody role="rowgroup">${facts.parts.map((part) => partRow(part, facts))}</tbody>
</table></div>
<dl class="facts">${modalityFacts(facts)}${droppedFacts(facts)}</dl>
<details><summary>Windows per class</summary>${perClass(facts)}</details>
</section>`;
}

function peopleSentence(facts: DataFacts): string {
  if (facts.anonymous) return "The files do not say who is who: people who test may have trained.";
  const { length } = sharedSubjects(facts);
  if (length === 0) return "Nobody is in two parts.";
  return `${length} of the people who test also train: the scores hold for people the model knows.`;
}

function partRow({ name, windows, subjects }: PartFacts, { anonymous }: DataFacts): Html {
  const people = anonymous ? "not stated" : `${subjects.length}: ${subjects.join(", ")}`;
  return html`<tr role="row"><th scope="row" role="rowheader">${name}</th><td role="cell" data-label="Windows">${windows}</td><td role="cell" data-label="Subjects" class="words">${people}</td></tr>`;
}

function modalityFacts({ modalities }: DataFacts): Html[] {
  return Object.entries(modalities).map(([name, facts]) => {
    const { steps, channels, unit, sampleRate } = facts;
    const processing = processingWords(facts);
    const before = processing === "" ? "" : `; before that ${processing}`;
    const names = channels.length <= 9 ? ` (${channels.join(", ")})` : "";
    const rate = Number(sampleRate.toFixed(1));
    return html`<dt>${name}</dt><dd>${steps} steps × ${channels.length} channels${names}, ${unit}, ${rate} Hz${before}</dd>`;
  });
}

function droppedFacts({ dropped }: DataFacts): Html[] {
  return Object.entries(dropped)
    .filter(([, windows]) => windows > 0)
    .map(([reason, windows]) => html`<dt>left out</dt><dd>${count(windows)} (${reason})</dd>`);
}

function perClass({ classes, parts }: DataFacts): Html {
  return html`<div class="scroll"><table><thead><tr><th scope="col">Class</th>${parts.map(
    ({ name }) => html`<th scope="col">${name}</th>`,
  )}</tr></thead><tbody>${classes.map(
    (name, k) =>
      html`<tr><th scope="row">${name}</th>${parts.map(({ windowsPerClass }) => html`<td>${windowsPerClass[k] ?? 0}</td>`)}</tr>`,
  )}</tbody></table></div>`;
}
