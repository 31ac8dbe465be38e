/** @file How the student became small: the file chosen, and those it was chosen from. */
import { bytes, duration } from "#report/format";
import { type Html, html } from "#report/html";
import { quantizationWords } from "#report/quantization-words";
import type { QuantizationFacts, RunResult } from "#report/result";

/** `null` where nothing was quantized. */
export function quantization({ quantization: facts }: RunResult): Html | null {
  if (facts === null) return null;
  return html`<section id="quantization">
<h2>Quantization</h2>
<p>${quantizationWords(facts)}</p>
${facts.measured.length > 1 ? rivals(facts) : null}
</section>`;
}

function rivals({ measured }: QuantizationFacts): Html {
  const runtimes = Object.keys(measured[0]?.latency ?? {});
  const sorted = measured.toSorted((a, b) => a.bytes - b.bytes);
  return html`<details><summary>The ${String(measured.length)} files it was chosen from, the smallest first</summary>
<div class="scroll"><table><thead><tr>${["File", "Size", ...runtimes].map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${sorted.map(
    ({ title, bytes: size, latency }) =>
      html`<tr><th scope="row">${title}</th><td>${bytes(size)}</td>${runtimes.map((name) => html`<td>${duration(latency[name]!)}</td>`)}</tr>`,
  )}</tbody></table></div></details>`;
}
