/** @file What an EEG channel is measured against: all electrodes, one of them, a neighbour, the neighbourhood. */
import { electrodesNamed } from "#core/electrodes";
import { UserError } from "#core/errors";
import type { Signal, SignalFormat } from "#core/signal";
import { mapRows, type RowMap } from "./map-rows.ts";
import { distance, placeOf } from "./montage.ts";

/** Every channel minus the mean of all. */
export function averageReference(signal: Signal): Signal {
  return mapRows(signal, againstAverage(signal));
}

/** The same, row by row. */
export function againstAverage({ channels, unit }: SignalFormat): RowMap {
  const all = [...channels.keys()];
  return { channels, unit, operation: { kind: "subtract-mean", from: all, of: all } };
}

/** Every channel minus one, or minus the mean of several (both ears), which are left out. */
export function channelReference(signal: Signal, names: readonly string[]): Signal {
  return mapRows(signal, againstChannels(signal, names));
}

/** The same, row by row. */
export function againstChannels(format: SignalFormat, names: readonly string[]): RowMap {
  const places = names.map((name) => placeIn(format, name));
  const others = [...format.channels.keys()].filter((place) => !places.includes(place));
  return {
    channels: others.map((place) => format.channels[place]!),
    unit: format.unit,
    operation: { kind: "subtract-mean", from: others, of: places },
  };
}

/** Differences of electrodes: "C3-C4" is C3 minus C4. */
export function bipolar(signal: Signal, pairs: readonly string[]): Signal {
  return mapRows(signal, betweenPairs(signal, pairs));
}

/** The same, row by row. */
export function betweenPairs(format: SignalFormat, pairs: readonly string[]): RowMap {
  const places = pairs.map((pair) => {
    const ends = pair.split(/[-–]/).map((end) => end.trim());
    if (ends.length !== 2)
      throw new UserError(`bipolar: expected two electrodes such as C3-C4, received "${pair}"`);
    return ends.map((end) => placeIn(format, end)) as [number, number];
  });
  const from = places.map(([first]) => first);
  const of = places.map(([, second]) => [{ place: second, weight: 1 }]);
  return {
    ...{ channels: pairs, unit: format.unit },
    operation: { kind: "subtract-weighted", from, of },
  };
}

/**
 * Every electrode minus the mean of its `neighbours` nearest ones, weighted by 1 / distance.
 * Source: Hjorth 1975, Electroencephalogr. Clin. Neurophysiol. 39, doi:10.1016/0013-4694(75)90056-5.
 */
export function laplacian(signal: Signal, neighbours: number): Signal {
  return mapRows(signal, againstNeighbours(signal, neighbours));
}

/** The same, row by row. */
export function againstNeighbours({ channels, unit }: SignalFormat, neighbours: number): RowMap {
  const electrodes = electrodesNamed("laplacian", channels);
  if (!(Number.isInteger(neighbours) && neighbours >= 1 && neighbours < electrodes.length))
    throw new UserError(
      `laplacian: neighbours must be from 1 to ${electrodes.length - 1}, received ${neighbours}`,
    );
  const around = electrodes.map((center) => {
    const near = electrodes
      .map((other, place) => ({ place, distance: distance(center, other) }))
      .filter(({ distance }) => distance > 0)
      .sort((a, b) => a.distance - b.distance)
      .slice(0, neighbours);
    const total = near.reduce((sum, { distance }) => sum + 1 / distance, 0);
    return near.map(({ place, distance }) => ({ place, weight: 1 / distance / total }));
  });
  const from = [...channels.keys()];
  return { channels, unit, operation: { kind: "subtract-weighted", from, of: around } };
}

function placeIn({ channels }: SignalFormat, name: string): number {
  const place = placeOf(name, channels);
  if (place >= 0) return place;
  throw new UserError(`reference: no channel is "${name}"`, `there are ${channels.join(", ")}`);
}
