/** @file What the classes sound like: power by frequency. */
import { type Html, html, raw } from "#report/html";
import type { Inspection, ModalityPart } from "#sensors/inspect/inspection";
import { classSpectrum, spectrumScale } from "./class-spectrum.ts";

/** Places in space are left out: their spectra say little beside those of accelerations. */
export async function spectraSection({ modalities, classes }: Inspection): Promise<Html | null> {
  const names = classes.map(({ name }) => name);
  const shown = Object.entries(modalities).filter(([, { unit }]) => unit !== "m");
  const parts = await Promise.all(shown.map(([name, part]) => partOf(name, part, names)));
  if (parts.every((part) => part === null)) return null;
  return html`<section id="spectra">
<h2>Spectra</h2>
<p class="note">Power density of each class (blue) and the mean of all (grey), mean over the channels, in dB of unit²/Hz; ${method}.</p>
${parts}
</section>`;
}

const method = "Welch's method, Hann windows of about 2.5 s";

async function partOf(
  modality: string,
  { spectrum, unit }: ModalityPart,
  names: readonly string[],
): Promise<Html | null> {
  const scale = spectrumScale(spectrum);
  if (!scale) return null;
  const figures = names.map(async (name, k) => {
    const svg = await classSpectrum(name, spectrum.power[k]!, spectrum, scale);
    return (
      svg && html`<figure class="chart grown"><figcaption>${name}</figcaption>${raw(svg)}</figure>`
    );
  });
  const shown = (await Promise.all(figures)).filter((figure) => figure !== undefined);
  return html`<h3>${modality}, ${unit}²/Hz</h3><div class="grid tight">${shown}</div>`;
}
