/** @file Where the shipped file spends its time. */
import { type Html, html } from "#report/html";
import { operatorBars } from "#report/operator-bars";
import type { RunResult } from "#report/result";
import { titleWithin } from "#report/summary";

/** `null` where there was no profile. */
export function operators({ profile }: RunResult): Html | null {
  if (profile === null) return null;
  return html`<section id="operators">
<h2>Where the ${titleWithin(profile)} spends its time</h2>
${operatorBars(profile)}
</section>`;
}
