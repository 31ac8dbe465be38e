/** @file Windows before and after augmentation → one HTML file that needs nothing else. */
import { mapValues } from "#core/map-values";
import type { Signal } from "#core/signal";
import { type Html, html } from "#report/html";
import { htmlPage } from "#report/html-page";
import { dataStyle } from "./data-style.ts";
import { value } from "./data-words.ts";
import { type Drawing, drawingOf, offsetOf } from "./drawn-channels.ts";
import type { Preview, PreviewDraw, PreviewSample } from "./preview.ts";
import { drawTraces, type Trace } from "./traces.ts";

/** The whole page. `version`: of wristill. */
export function previewHtml(preview: Preview, version: string): string {
  const { title, chain, links, samples } = preview;
  const content = html`<header>
<div class="kicker">wristill data · augmentation</div>
<h1>Before and after</h1>
<p class="lead">${title}: <code>${chain}</code></p>
</header>
<section id="windows">
<h2>Windows</h2>
<p class="note">Grey as recorded, in colour as training sees it: each frame is another draw of the same window, each channel around its recorded mean, with a mark at every second.</p>
<div class="previews">${samples.map(sampleFigure)}</div>
</section>
<section id="chain">
<h2>The chain</h2>
<dl class="facts">${links.map(
    ({ name, summary, formula, source }) =>
      html`<dt>${name}</dt><dd>${summary}${formula && html`<br><code>${formula}</code>`}<br><span class="note">${source}</span></dd>`,
  )}</dl>
</section>`;
  return htmlPage(`Augmentation of ${title} · wristill data`, content, version, dataStyle);
}

/** One window, each of its draws a column. */
function sampleFigure({ label, subject, before, draws }: PreviewSample): Html {
  const modalities = Object.keys(before);
  const drawings = mapValues(before, (signal, modality) => ({
    ...drawingOf([signal]),
    domain: domainOf(
      signal,
      draws.map(({ after }) => after[modality]!),
    ),
  }));
  const frames = ({ after }: PreviewDraw) =>
    modalities.map((name) => frameOf(before[name]!, after[name]!, name, drawings[name]!));
  const relabelled = draws.some((draw) => draw.label !== label);
  return html`<figure class="strips"><figcaption>${label} <span class="note">by ${subject}</span></figcaption>
<ul class="key">${modalities.map((name) => keyOf(name, before[name]!, drawings[name]!))}</ul>
<div class="draws tall">${draws.map((draw) => html`<div>${frames(draw)}${relabelled ? html`<span class="note">${draw.label}</span>` : null}</div>`)}</div></figure>`;
}

/** Around the mean of what was recorded, so that nothing is cut in any draw. */
function domainOf(before: Signal, after: readonly Signal[]): readonly [number, number] {
  const { channels } = drawingOf([before]);
  const width = before.channels.length;
  const sizes = channels.flatMap(({ place }) => {
    const offset = offsetOf(before, place, true);
    return [before, ...after].flatMap(({ data }) =>
      Array.from({ length: data.length / width }, (_, t) =>
        Math.abs(data[t * width + place]! - offset),
      ).filter(Number.isFinite),
    );
  });
  const most = 1.05 * sizes.reduce((a, b) => Math.max(a, b), 0) || 1;
  return [-most, most];
}

function keyOf(modality: string, { unit }: Signal, { channels, domain }: Drawing): Html {
  const names = channels.map(
    ({ name, look }) => html`<span class="swatch look-${look}"></span>${name} `,
  );
  return html`<li><b>${modality}</b> ${names}· ± ${value(domain[1])} ${unit}</li>`;
}

function frameOf(
  before: Signal,
  after: Signal,
  modality: string,
  { channels, domain }: Drawing,
): Html {
  const seconds = before.data.length / before.channels.length / before.sampleRate;
  const traces = channels.flatMap(({ place, look }, i): Trace[] => {
    const lane = [i, channels.length] as const;
    const own = { channel: place, offset: offsetOf(before, place, true), lane };
    return [
      { ...own, signal: before, look: "before" },
      { ...own, signal: after, look },
    ];
  });
  return drawTraces(traces, { domain, seconds, words: `${modality}, before and after` });
}
