/** @file EEG on the head: where the electrodes are, and where each class has more or less power than the others. */
import { electrodeNamed } from "#core/electrodes";
import { type Html, html } from "#report/html";
import type { BandPart, Inspection, ModalityPart } from "#sensors/inspect/inspection";
import { headMap } from "./head-map.ts";

/** Names beside the dots can be read up to here. */
const mostNames = 75;

/** The bands in which movement and rest show. */
const shown = ["θ", "α", "β"];

/** `null` where there is no EEG. */
export function headSection({ modalities, classes }: Inspection): Html | null {
  const eeg = Object.entries(modalities).find(([, { bands }]) => bands !== undefined);
  if (!eeg) return null;
  const [name, part] = eeg;
  const channels = part.channels.map((channel) => channel.name);
  const bands = part.bands!.filter((band) => shown.includes(band.name));
  const limit = limitOf(bands);
  const names = classes.map((each) => each.name);
  return html`<section id="head">
<h2>On the head</h2>
<p class="note">Band power of each class against the mean of all classes, electrode by electrode: <span class="swatch-dot more"></span>more, <span class="swatch-dot less"></span>less, full colour at ${limit.toFixed(1)} dB.</p>
<div class="heads">
<figure class="montage"><figcaption>${name}: ${montageWords(part)}</figcaption>${headMap(
    channels.map((channel) => ({ channel })),
    { names: channels.length <= mostNames, words: `Places of ${channels.join(", ")}` },
  )}</figure>
<div class="scroll"><table class="headtable"><thead><tr><th scope="col">Class</th>${bands.map(({ name: band, from, to }) => html`<th scope="col">${band}, ${from}–${to} Hz</th>`)}</tr></thead>
<tbody>${names.map((label, k) => classRow(label, k, { bands, channels, limit }))}</tbody></table></div>
</div>
</section>`;
}

interface Heads {
  readonly bands: readonly BandPart[];
  readonly channels: readonly string[];
  readonly limit: number;
}

function classRow(name: string, k: number, { bands, channels, limit }: Heads): Html {
  const cells = bands.map((band) => {
    const change = changesOf(band)[k];
    if (!change) return html`<td>–</td>`;
    const values = channels.map((channel, c) => ({ channel, strength: change[c]! / limit }));
    return html`<td>${headMap(values, { words: wordsOf(name, band, channels, change) })}</td>`;
  });
  return html`<tr><th scope="row">${name}</th>${cells}</tr>`;
}

/** dB against the mean over the classes, by class and channel. */
function changesOf({ power }: BandPart): (number[] | null)[] {
  const known = power.filter((each) => each !== null);
  const mean = known[0]?.map(
    (_, c) => known.reduce((sum, each) => sum + each[c]!, 0) / known.length,
  );
  return power.map((each) => each?.map((value, c) => ratio(value, mean![c]!)) ?? null);
}

function ratio(value: number, mean: number): number {
  return mean > 0 && value > 0 ? 10 * Math.log10(value / mean) : 0;
}

/** The largest change that is not an outlier; half a dB at least, so that noise stays pale. */
function limitOf(bands: readonly BandPart[]): number {
  const sizes = bands
    .flatMap((band) => changesOf(band).flatMap((each) => each ?? []))
    .map(Math.abs);
  const sorted = sizes.sort((a, b) => a - b);
  return Math.max(0.5, sorted[Math.floor(0.98 * (sorted.length - 1))] ?? 0);
}

function montageWords({ channels }: ModalityPart): string {
  const placed = channels.filter((channel) => electrodeNamed(channel.name) !== undefined).length;
  const others = channels.length - placed;
  return `${placed} electrodes${others > 0 ? `, ${others} other channels` : ""}`;
}

function wordsOf(
  name: string,
  { name: band }: BandPart,
  channels: readonly string[],
  change: readonly number[],
): string {
  const order = change.map((_, c) => c).sort((a, b) => change[a]! - change[b]!);
  const tell = (c: number) => `${channels[c]} ${change[c]!.toFixed(1)} dB`;
  return `${band} of ${name}: least at ${tell(order[0]!)}, most at ${tell(order.at(-1)!)}`;
}
