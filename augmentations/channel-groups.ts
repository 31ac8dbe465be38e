/** @file Which channels belong together: the x, y, z of one sensor; electrodes. */
import { type Electrode, electrodeNamed } from "#core/electrodes";
import type { SignalNeeds } from "./augmentation.ts";

/** Places of the x, y and z channel of one sensor (or joint). */
export interface Triple {
  /** What its channel names have in common: "wrist.acc" of "wrist.acc.x"; "" of "x". */
  readonly name: string;
  readonly places: readonly [number, number, number];
}

/** Computed once per list of channel names: windows of a set share theirs. */
export function rememberByChannels<T>(compute: (channels: readonly string[]) => T) {
  const known = new WeakMap<readonly string[], T>();
  return (channels: readonly string[]): T => {
    const found = known.get(channels) ?? compute(channels);
    known.set(channels, found);
    return found;
  };
}

/** Channels "…x", "…y", "…z" that follow one another: `acc.x`, `gyro-Z`, `head.x/s`. */
export const triplesOf: (channels: readonly string[]) => readonly Triple[] = rememberByChannels(
  (channels) => {
    const parts = channels.map((name) => /^(.*?)[\s._-]*([xyz])(\/s)?$/i.exec(name));
    return parts.flatMap((part, i): Triple[] => {
      const axes = parts.slice(i, i + 3).map((each) => `${each?.[1]}${each?.[3]}`);
      const letters = parts.slice(i, i + 3).map((each) => each?.[2]?.toLowerCase());
      if (!part || letters.join("") !== "xyz" || new Set(axes).size > 1) return [];
      return [{ name: part[1]!, places: [i, i + 1, i + 2] }];
    });
  },
);

/** The group of each channel: the channels of a triple share one, every other has its own. */
export const sensorOfChannels: (channels: readonly string[]) => Int32Array = rememberByChannels(
  (channels) => {
    const groups = Int32Array.from(channels, (_, c) => c);
    for (const { places } of triplesOf(channels)) for (const c of places) groups[c] = places[0];
    return groups;
  },
);

/** The electrode of each channel; `undefined` where a channel is none. */
export const electrodesOf: (channels: readonly string[]) => readonly Electrode[] | undefined =
  rememberByChannels((channels) => {
    const found = channels.map(electrodeNamed);
    return found.every((electrode) => electrode !== undefined) ? found : undefined;
  });

/** The axes of worn sensors; positions in space (m, spine lengths) turn otherwise. */
export const wornAxes: SignalNeeds = {
  what: "x, y and z channels of a worn sensor",
  met: ({ channels, unit }) =>
    triplesOf(channels).length > 0 && !["m", "mm", "spine lengths"].includes(unit),
};

/** Electrodes throughout, `least` of them or more. */
export function montage(least: number): SignalNeeds {
  return {
    what: `${least} or more channels, all of them electrodes of the 10–10 system`,
    met: ({ channels }) => channels.length >= least && electrodesOf(channels) !== undefined,
  };
}
