/** @file A head from above, the nose up, with a dot for every electrode. */
import { electrodeNamed } from "#core/electrodes";
import { escapeHtml, type Html, raw } from "#report/html";

/** One dot. */
export interface HeadValue {
  readonly channel: string;
  /** −1 … 1: the hue of less … the hue of more; beyond, full strength. `undefined`: an empty dot. */
  readonly strength?: number | undefined;
}

export interface HeadOptions {
  /** Write the electrodes' names into the dots. */
  readonly names?: boolean;
  /** What a person who cannot see it gets to know. */
  readonly words: string;
}

/** The radius of the ring Fpz–T8–Oz–T7. */
const radius = 80;

/** Channels that are no electrodes of the 10–10 system are left out. */
export function headMap(values: readonly HeadValue[], { names = false, words }: HeadOptions): Html {
  const dots = values.flatMap(({ channel, strength }) => {
    const electrode = electrodeNamed(channel);
    if (!electrode) return [];
    const [x, y] = project(electrode.position);
    const label = names ? `<text x="${x}" y="${y + 2}">${escapeHtml(electrode.name)}</text>` : "";
    return [`<circle cx="${x}" cy="${y}" r="8.5"${lookOf(strength)}/>${label}`];
  });
  return raw(
    `<svg role="img" aria-label="${escapeHtml(words)}" class="head" viewBox="-112 -112 224 224"><path class="skull" d="M-11 -99L0 -112L11 -99"/><circle class="skull" r="100"/>${dots.join("")}</svg>`,
  );
}

function lookOf(strength: number | undefined): string {
  if (strength === undefined) return ' class="place"';
  const part = Math.min(1, Math.abs(strength));
  return ` class="${strength < 0 ? "less" : "more"}" style="fill-opacity:${part.toFixed(2)}"`;
}

/** Azimuthal equidistant: distances from the vertex are kept. */
function project([x, y, z]: readonly [number, number, number]): [number, number] {
  const away = (Math.acos(z) / (Math.PI / 2)) * radius;
  const flat = Math.hypot(x, y) || 1;
  return [round((away * x) / flat), round((-away * y) / flat)];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
