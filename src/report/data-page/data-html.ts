/** @file What was found in a data set → one HTML file that needs nothing else. */
import { html } from "#report/html";
import { htmlPage } from "#report/html-page";
import type { Inspection } from "#sensors/inspect/inspection";
import { channelsSection } from "./channels-section.ts";
import { dataOpening } from "./data-opening.ts";
import { dataStyle } from "./data-style.ts";
import { examplesSection } from "./examples-section.ts";
import { headSection } from "./head-section.ts";
import { balanceSection, classesPerChart, peopleSection } from "./people-section.ts";
import { sourceSection } from "./source-section.ts";
import { spectraSection } from "./spectra-section.ts";

/** How a page came about. */
export interface DataOrigin {
  readonly command: string;
  /** Of wristill. */
  readonly version: string;
}

/** The whole page. The same inspection gives the same text. */
export async function dataHtml(
  inspection: Inspection,
  { command, version }: DataOrigin,
): Promise<string> {
  const content = html`${dataOpening(inspection)}
${examplesSection(inspection)}
<div class="${inspection.classes.length > classesPerChart ? "column" : "pair"}">
${await balanceSection(inspection)}
${await peopleSection(inspection)}
</div>
${headSection(inspection)}
${await spectraSection(inspection)}
${channelsSection(inspection)}
${sourceSection(inspection, command)}`;
  return htmlPage(`${inspection.title} · wristill data`, content, version, dataStyle);
}
