/** @file The page of a study: what follows first, then what it follows from. */
import { heatStyle } from "./heat-table.ts";
import { type Html, html, unbroken } from "./html.ts";
import { htmlPage } from "./html-page.ts";

export interface StudyPage {
  /** "wear-aug-kd". */
  readonly study: string;
  readonly dataset: string;
  readonly headline: string;
  /** Who was trained, how often, and on which part it was measured. */
  readonly lead: string;
  /** Sentences. */
  readonly findings: readonly string[];
  readonly sections: readonly Html[];
}

/** How a page came about. */
export interface StudyOrigin {
  readonly command: string;
  /** Of wristill. */
  readonly version: string;
}

/** The whole page. The same study gives the same text. */
export function studyPage(page: StudyPage, { command, version }: StudyOrigin): string {
  const { study, dataset, headline, lead, findings, sections } = page;
  return htmlPage(
    `${dataset} · ${study}`,
    html`<header>
<div class="kicker">wristill study · ${study} · ${dataset}</div>
<h1>${unbroken(headline)}</h1>
<p class="lead">${lead}</p>
</header>
<section id="findings"><h2>What follows</h2><ul class="points">${findings.map((each) => html`<li>${each}</li>`)}</ul></section>
${sections}
<section id="origin"><h2>How it was made</h2><pre><code>${command}</code></pre></section>`,
    version,
    heatStyle,
  );
}
