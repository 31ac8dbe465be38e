/** @file Where the data comes from, and what its authors ask for. */
import { type Html, html } from "#report/html";
import type { Inspection } from "#sensors/inspect/inspection";

/** `command`: as typed. */
export function sourceSection(inspection: Inspection, command: string): Html {
  const { license, citation, homepage, location } = inspection;
  return html`<section id="source">
<h2>Source</h2>
<dl class="facts">
<dt>Licence</dt><dd>${license}</dd>
<dt>Cite</dt><dd>${citation}</dd>
${homepage === undefined ? null : html`<dt>From</dt><dd>${homepage}</dd>`}
<dt>Read from</dt><dd>${location}</dd>
<dt>Again</dt><dd><code>${command}</code></dd>
</dl>
</section>`;
}
