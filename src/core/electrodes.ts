/**
 * @file The 10–10 system of EEG electrodes: names, places on the unit sphere, mirror partners.
 * x points to the right ear, y to the nose, z to the vertex.
 */
import { UserError } from "#core/errors";

export interface Electrode {
  /** As in the 10–10 system: "FC3", "Cz", "POz". */
  readonly name: string;
  /** [x, y, z] on the unit sphere. */
  readonly position: readonly [number, number, number];
}

type Point = Electrode["position"];

/** Coronal rows from front to back: what precedes the number, and the row's share of the way from nasion to inion. */
const rows: Readonly<Record<string, number>> = {
  ...{ AF: 0.2, F: 0.3, FC: 0.4, C: 0.5, CP: 0.6, P: 0.7, PO: 0.8 },
};

/** Rows whose outer electrodes are named after the temple. */
const outerNames: Readonly<Record<string, string>> = { FC: "FT", C: "T", CP: "TP" };

/** Numbers from the midline outwards, left side; the right side has the even number that follows. */
const numbers = [1, 3, 5, 7, 9] as const;

/**
 * Every electrode of the 10–10 system (nasion, inion and the outer 9/10 ring included), in rows from front to back.
 * On a sphere whose nasion–inion and ear–ear arcs span 10 % ≙ 22.5°, with the ring Fpz–T8–Oz–T7 as its equator: the
 * midline and the ring are divided evenly, numbers 9 and 10 lie 10 % below the ring, and the rest lies on the circle
 * through a row's two ends and its middle.
 * Source: Oostenveld and Praamstra 2001, Clin. Neurophysiol. 112, doi:10.1016/S1388-2457(00)00527-7; American
 * Electroencephalographic Society 1994.
 */
export const electrodes: readonly Electrode[] = [
  { name: "Nz", position: midline(0) },
  ...[...between("Fp", 0.1), ...Object.entries(rows).flatMap(([row, share]) => rowOf(row, share))],
  ...between("O", 0.9),
  { name: "Iz", position: midline(1) },
];

/** Older names of the 10–20 system, and names in lower case without anything but letters and digits. */
const byKey: ReadonlyMap<string, Electrode> = new Map([
  ...electrodes.map((electrode) => [electrode.name.toLowerCase(), electrode] as const),
  ...Object.entries({ t3: "T7", t4: "T8", t5: "P7", t6: "P8" }).map(
    ([old, name]) => [old, electrodes.find((electrode) => electrode.name === name)!] as const,
  ),
]);

/**
 * The electrode that a channel name means: "C3", "Fc5.", "EEG-Cz", "EEG Fpz-Ref" and the older "T3" (now T7) are
 * understood; `undefined` for anything else.
 */
export function electrodeNamed(channel: string): Electrode | undefined {
  const key = channel
    .toLowerCase()
    .replace(/^eeg[\s:_-]*/, "")
    .replace(/[\s:_-]+(ref|le|avg|a1|a2|m1|m2)$/, "")
    .replace(/[^a-z0-9]/g, "");
  return byKey.get(key);
}

/** The electrodes behind channel names. Throws a {@link UserError} for a name outside the 10–10 system. */
export function electrodesNamed(who: string, channels: readonly string[]): readonly Electrode[] {
  return channels.map((channel) => {
    const found = electrodeNamed(channel);
    if (found) return found;
    throw new UserError(
      `${who}: "${channel}" is no electrode of the 10–10 system`,
      "name EEG channels like Fz, C3, POz, or leave this channel out",
    );
  });
}

/** The electrode on the other side ("C3" ↔ "C4"); on the midline the electrode itself. */
export function mirrored({ name }: Electrode): Electrode {
  const [, letters, digits] = /^([A-Za-z]+?)(\d*)$/.exec(name)!;
  const number = Number(digits);
  const partner = digits === "" ? name : `${letters}${number % 2 === 1 ? number + 1 : number - 1}`;
  return byKey.get(partner.toLowerCase())!;
}

/** Place of each electrode's partner on the other side. Throws a {@link UserError} where one is missing. */
export function mirrorPlaces(who: string, among: readonly Electrode[]): Int32Array {
  return Int32Array.from(among, (electrode) => {
    const partner = mirrored(electrode);
    const place = among.indexOf(partner);
    if (place >= 0) return place;
    throw new UserError(
      `${who}: "${electrode.name}" has no partner: ${partner.name} is not among the channels`,
      "use a montage that is the same on both sides",
    );
  });
}

/** `share` of the way over the vertex from nasion (0) to inion (1). */
function midline(share: number): Point {
  const angle = (share - 0.1) * (Math.PI / 0.8); // from Fpz to Oz are 180°
  return [0, Math.cos(angle), Math.sin(angle)];
}

/** Fp1 Fpz Fp2 or O1 Oz O2: on the equator, 18° apart. */
function between(row: string, share: number): Electrode[] {
  const y = share < 0.5 ? 1 : -1;
  const side = Math.sin(Math.PI / 10);
  const at = (sign: number): Point => [sign * side, y * Math.cos(Math.PI / 10), 0];
  return [
    { name: `${row}1`, position: at(-1) },
    { name: `${row}z`, position: [0, y, 0] },
    { name: `${row}2`, position: at(1) },
  ];
}

/** 9, 7, 5, 3, 1, z, 2, 4, 6, 8, 10 of a row: number 7 on the equator, 9 one tenth below. */
function rowOf(row: string, share: number): Electrode[] {
  const azimuth = share * Math.PI; // from the nose, along the equator
  const end: Point = [Math.sin(azimuth), Math.cos(azimuth), 0];
  const at = arcThrough(midline(share), end);
  const side = (sign: -1 | 1) =>
    numbers.map((number, i): Electrode => {
      const letters = number >= 7 ? (outerNames[row] ?? row) : row;
      const [x, y, z] = number === 9 ? below(end) : at((i + 1) / 4);
      return { name: `${letters}${sign === 1 ? number + 1 : number}`, position: [sign * x, y, z] };
    });
  return [...side(-1).reverse(), { name: `${row}z`, position: midline(share) }, ...side(1)];
}

/** One tenth below the equator. */
function below([x, y]: Point): Point {
  const [cos, sin] = [Math.cos(Math.PI / 8), Math.sin(Math.PI / 8)];
  return [cos * x, cos * y, -sin];
}

/** The circle through `top` (0), `end` (1) and the mirror image of `end`, by share of the arc. */
function arcThrough(top: Point, end: Point): (share: number) => Point {
  const chord = Math.hypot(end[1] - top[1], end[2] - top[2]); // from the top to the middle of the two ends
  const radius = (chord ** 2 + end[0] ** 2) / (2 * chord);
  const arc = 2 * Math.atan2(chord, end[0]);
  const [dy, dz] = [(end[1] - top[1]) / chord, (end[2] - top[2]) / chord];
  return (share) => {
    const down = radius * (1 - Math.cos(share * arc));
    return [radius * Math.sin(share * arc), top[1] + down * dy, top[2] + down * dz];
  };
}
