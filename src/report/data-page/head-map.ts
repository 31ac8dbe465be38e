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

/** Radius of a dot that has room. */
const largest = 8.5;

type Point = readonly [x: number, y: number];

/** Channels that are no electrodes of the 10–10 system are left out. */
export function headMap(values: readonly HeadValue[], { names = false, words }: HeadOptions): Html {
  const placed = values.flatMap(({ channel, strength }) => {
    const electrode = electrodeNamed(channel);
    return electrode ? [{ name: electrode.name, at: project(electrode.position), strength }] : [];
  });
  const dots = placed.map(({ name, at, strength }) => {
    const r = room(at, placed);
    const [x, y] = at;
    const circle = `<circle cx="${x}" cy="${y}" r="${r}"${lookOf(strength)}/>`;
    if (!names) return circle;
    const size = round(0.7 * r);
    return `${circle}<text x="${x}" y="${round(y + size / 3)}" font-size="${size}">${escapeHtml(name)}</text>`;
  });
  return raw(
    `<svg role="img" aria-label="${escapeHtml(words)}" class="head" viewBox="-112 -112 224 224"><path class="skull" d="M-11 -99L0 -112L11 -99"/><circle class="skull" r="100"/>${dots.join("")}</svg>`,
  );
}

/** Radius of a dot: as large as its neighbours allow. */
function room([x, y]: Point, all: readonly { readonly at: Point }[]): number {
  const distances = all.map(({ at }) => Math.hypot(at[0] - x, at[1] - y));
  const nearest = Math.min(...distances.filter((distance) => distance > 0));
  return round(Math.min(largest, Math.max(largest / 2, 0.5 * nearest)));
}

function lookOf(strength: number | undefined): string {
  if (strength === undefined) return ' class="place"';
  const part = Math.min(1, Math.abs(strength));
  return ` class="${strength < 0 ? "less" : "more"}" style="fill-opacity:${part.toFixed(2)}"`;
}

/** Azimuthal equidistant: distances from the vertex are kept. */
function project([x, y, z]: readonly [number, number, number]): Point {
  const away = (Math.acos(z) / (Math.PI / 2)) * radius;
  const flat = Math.hypot(x, y) || 1;
  return [round((away * x) / flat), round((-away * y) / flat)];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
