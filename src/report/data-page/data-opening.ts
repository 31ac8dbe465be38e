/** @file The top of the page: how much there is of what, and what to look at before training. */
import { counted } from "#core/counted";
import { type Html, html } from "#report/html";
import { findings } from "#sensors/inspect/findings";
import type { ClassPart, Inspection } from "#sensors/inspect/inspection";
import { people, shareText, span } from "./data-words.ts";

export function dataOpening(inspection: Inspection): Html {
  const { anonymous, name, title, classes, subjects, seconds, recordings, modalities } = inspection;
  const whose = anonymous ? "" : ` by ${people(subjects.length)}`;
  return html`<header>
<div class="kicker">wristill data · ${name}</div>
<h1>${title}</h1>
<p class="lead">${counted(classes.length, "class", "classes")}${whose}, ${span(seconds)} in ${counted(recordings, "recording")}: ${signalsText(inspection)}.</p>
<dl class="tiles">
${tile("Classes", String(classes.length), stretchesText(classes))}
${tile("People", anonymous ? "–" : String(subjects.length), anonymous ? "not stated" : counted(recordings, "recording"))}
${tile("Labelled", span(seconds - inspection.unlabelled), unlabelledText(inspection))}
${Object.entries(modalities).map(([modality, { channels, unit, sampleRate }]) => tile(modality, `${hertz(sampleRate)} Hz`, `${counted(channels.length, "channel")}, ${unit}`))}
</dl>
</header>
${lookAt(inspection)}`;
}

function lookAt(inspection: Inspection): Html {
  const found = findings(inspection);
  const list =
    found.length === 0
      ? html`<p class="note">Nothing stands out: no gaps, no sensor at its limit for long, balanced classes, units that fit.</p>`
      : html`<ul class="found">${found.map((sentence) => html`<li>${sentence}</li>`)}</ul>`;
  return html`<section id="findings"><h2>Before training</h2>${list}</section>`;
}

function signalsText({ modalities }: Inspection): string {
  return Object.entries(modalities)
    .map(([name, { sampleRate, unit }]) => `${name} in ${unit} at ${hertz(sampleRate)} Hz`)
    .join(", ");
}

function stretchesText(classes: readonly ClassPart[]): string {
  const counts = classes.map(({ stretches }) => stretches);
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
  return fewest === most
    ? `${counted(most, "stretch", "stretches")} each`
    : `${fewest} to ${most} stretches each`;
}

function unlabelledText({ unlabelled, seconds }: Inspection): string {
  if (unlabelled === 0) return "all of it";
  return `of ${span(seconds)}; ${shareText(unlabelled, seconds)} has no class`;
}

function hertz(rate: number): string {
  return String(Number(rate.toFixed(1)));
}

function tile(name: string, value: string, aside: string): Html {
  return html`<div class="tile"><dt>${name}</dt><dd class="value">${value}</dd><dd class="aside">${aside}</dd></div>`;
}
