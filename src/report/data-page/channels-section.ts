/** @file Every channel: its range, and what is wrong with it. */
import { type Html, html, raw } from "#report/html";
import type { ChannelPart, Inspection, ModalityPart } from "#sensors/inspect/inspection";
import { shareText, value } from "./data-words.ts";

/** More channels than this are folded away. */
const mostOpen = 12;

export function channelsSection({ modalities }: Inspection): Html {
  return html`<section id="channels">
<h2>Channels</h2>
<p class="note">The line runs from the smallest to the largest value, the bar one standard deviation around the mean. At the limit: equal to the largest or smallest value, twice or more in a row.</p>
${Object.entries(modalities).map(([name, part]) => modalityTable(name, part))}
</section>`;
}

function modalityTable(name: string, part: ModalityPart): Html {
  const table = html`<div class="scroll"><table>
<thead><tr><th scope="col">Channel</th><th scope="col">Smallest</th><th scope="col" class="range">Range, ${part.unit}</th><th scope="col">Largest</th><th scope="col">Mean</th><th scope="col">SD</th><th scope="col">Missing</th><th scope="col">At the limit</th><th scope="col">Flat recordings</th></tr></thead>
<tbody>${part.channels.map((channel) => channelRow(channel, part))}</tbody></table></div>`;
  const heading = `${name}: ${part.channels.length} channels in ${part.unit}, ${ratesText(part)}`;
  if (part.channels.length <= mostOpen) return html`<h3>${heading}</h3>${table}`;
  return html`<details><summary>${heading}</summary>${table}</details>`;
}

function channelRow(channel: ChannelPart, { channels, steps }: ModalityPart): Html {
  const { name, least, greatest, mean, sd, missing, clipped, flat } = channel;
  const low = Math.min(...channels.map((each) => each.least).filter(Number.isFinite));
  const high = Math.max(...channels.map((each) => each.greatest).filter(Number.isFinite));
  return html`<tr><th scope="row">${name}</th><td>${value(least)}</td><td class="range">${rangeBar(channel, low, high)}</td><td>${value(greatest)}</td><td>${value(mean)}</td><td>${value(sd)}</td><td>${shareText(missing, steps)}</td><td>${shareText(clipped, steps)}</td><td>${flat}</td></tr>`;
}

function rangeBar({ least, greatest, mean, sd }: ChannelPart, low: number, high: number): Html {
  if (!Number.isFinite(least) || high <= low) return html`–`;
  const at = (number: number) =>
    ((Math.min(high, Math.max(low, number)) - low) / (high - low)) * 100;
  const [from, to] = [at(mean - sd), at(mean + sd)];
  return raw(
    `<svg class="rangebar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><path d="M${at(least).toFixed(1)} 5H${at(greatest).toFixed(1)}"/><rect x="${from.toFixed(1)}" y="2" width="${Math.max(0.8, to - from).toFixed(1)}" height="6"/></svg>`,
  );
}

function ratesText({ sampleRate, rates, measured }: ModalityPart): string {
  const others = rates.filter((each) => each.sampleRate !== sampleRate);
  const told = others.map(
    (each) => `${each.recordings} recordings at ${value(each.sampleRate)} Hz`,
  );
  const stamps = measured
    ? [
        `time stamps show ${value(measured.median)} Hz (${value(measured.least)} to ${value(measured.greatest)})`,
      ]
    : [];
  return [`${value(sampleRate)} Hz`, ...told, ...stamps].join("; ");
}
