/** @file Windows before and after augmentation → one HTML file that needs nothing else. */
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
  const drawings = drawingsOf(samples);
  const content = html`<header>
<div class="kicker">wristill data · augmentation</div>
<h1>Before and after</h1>
<p class="lead">${title}: <code>${chain}</code></p>
</header>
<section id="windows">
<h2>Windows</h2>
<p class="note">Grey as recorded, in colour as training sees it: each frame is another draw of the same window, on one scale for each signal, with a mark at every second.</p>
<ul class="key">${Object.entries(drawings).map(keyOf)}</ul>
<div class="previews">${samples.map((sample) => sampleFigure(sample, drawings))}</div>
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

type Drawings = Readonly<Record<string, Drawing>>;

/** One scale per modality over all windows, as recorded and as drawn. */
function drawingsOf(samples: readonly PreviewSample[]): Drawings {
  const modalities = Object.keys(samples[0]?.before ?? {});
  return Object.fromEntries(
    modalities.map((modality) => {
      const signals = samples.flatMap(({ before, draws }) => [
        before[modality]!,
        ...draws.map(({ after }) => after[modality]!),
      ]);
      return [modality, drawingOf(signals)];
    }),
  );
}

function keyOf([modality, { channels, domain }]: [string, Drawing]): Html {
  const [low, high] = domain;
  const names = channels.map(
    ({ name, look }) => html`<span class="swatch look-${look}"></span>${name} `,
  );
  return html`<li><b>${modality}</b> ${names}${value(low)} … ${value(high)}</li>`;
}

function sampleFigure({ label, subject, before, draws }: PreviewSample, drawings: Drawings): Html {
  const relabelled = draws.some((draw) => draw.label !== label);
  return html`<figure class="strips"><figcaption>${label} <span class="note">by ${subject}</span></figcaption>
${Object.entries(drawings).map(
  ([modality, drawing]) =>
    html`<div class="strip four tall">${draws.map((draw) => frameOf(before[modality]!, draw, modality, drawing))}</div>`,
)}${relabelled ? html`<div class="strip four note">${draws.map((draw) => html`<span>${draw.label}</span>`)}</div>` : null}</figure>`;
}

function frameOf(before: Signal, draw: PreviewDraw, modality: string, drawing: Drawing): Html {
  const { channels, centred, domain } = drawing;
  const seconds = before.data.length / before.channels.length / before.sampleRate;
  const traces = channels.flatMap(({ place, look }, i): Trace[] => {
    const lane = [i, channels.length] as const;
    const offset = offsetOf(before, place, centred);
    const own = { channel: place, offset, lane };
    return [
      { ...own, signal: before, look: "before" },
      { ...own, signal: draw.after[modality]!, look },
    ];
  });
  return drawTraces(traces, { domain, seconds, words: `${modality}, before and after` });
}
