/** @file What each class looks like: a few seconds of it, side by side by different people. */
import { type Html, html } from "#report/html";
import type { Example, Inspection } from "#sensors/inspect/inspection";
import { value } from "./data-words.ts";
import { type Drawing, drawingOf, offsetOf } from "./drawn-channels.ts";
import { drawTraces } from "./traces.ts";

interface Strip {
  readonly modality: string;
  readonly unit: string;
  readonly drawing: Drawing;
}

export function examplesSection({ classes, examples }: Inspection): Html | null {
  if (examples.length === 0) return null;
  const strips = stripsOf(examples);
  const seconds = Math.max(...examples.map(secondsOf));
  return html`<section id="examples">
<h2>What it looks like</h2>
<p class="note">From the middle of a stretch, each by another person; the frame is ${value(seconds)} s wide with a mark at every second, and one scale serves all frames of a signal.</p>
<ul class="key">${strips.map(keyOf)}</ul>
<div class="grid small">${classes.map(({ name }, label) => {
    const own = examples.filter((each) => each.label === label);
    return own.length === 0 ? null : figureOf(name, own, strips, seconds);
  })}</div>
</section>`;
}

/** All modalities that occur, in the order in which they do. */
function stripsOf(examples: readonly Example[]): Strip[] {
  const names = [...new Set(examples.flatMap(({ signals }) => Object.keys(signals)))];
  return names.map((modality) => {
    const signals = examples.flatMap((each) => each.signals[modality] ?? []);
    return { modality, unit: signals[0]!.unit, drawing: drawingOf(signals) };
  });
}

function keyOf({ modality, unit, drawing }: Strip): Html {
  const [low, high] = drawing.domain;
  const names = drawing.channels.map(
    ({ name, look }) => html`<span class="swatch look-${look}"></span>${name} `,
  );
  const centred = drawing.centred ? ", mean taken off" : "";
  return html`<li><b>${modality}</b> ${names}· ${value(low)} … ${value(high)} ${unit}${centred}</li>`;
}

function figureOf(
  name: string,
  examples: readonly Example[],
  strips: readonly Strip[],
  seconds: number,
): Html {
  const people = examples.map(({ subject }) => subject).join(", ");
  return html`<figure class="strips"><figcaption>${name} <span class="note">${people}</span></figcaption>${strips.map(
    (strip) =>
      html`<div class="strip${strip.drawing.channels[0]?.lane ? " tall" : ""}">${examples.map((example) => frameOf(name, example, strip, seconds))}</div>`,
  )}</figure>`;
}

function frameOf(
  name: string,
  { subject, signals }: Example,
  { modality, drawing }: Strip,
  seconds: number,
): Html | null {
  const signal = signals[modality];
  if (!signal) return null;
  const { channels, centred, domain } = drawing;
  const traces = channels.map(({ place, name: _, ...rest }) => ({
    ...{ signal, channel: place, ...rest },
    offset: offsetOf(signal, place, centred),
  }));
  return drawTraces(traces, { domain, seconds, words: `${modality} of ${name} by ${subject}` });
}

function secondsOf({ signals }: Example): number {
  return Math.max(
    ...Object.values(signals).map(
      ({ data, channels, sampleRate }) => data.length / channels.length / sampleRate,
    ),
  );
}
