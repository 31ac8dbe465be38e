/** @file What an EEG channel is measured against: all electrodes, one of them, a neighbour, the neighbourhood. */
import { electrodesNamed } from "#core/electrodes";
import { UserError } from "#core/errors";
import type { Signal } from "#core/signal";
import { distance, placeOf } from "./montage.ts";

/** Every channel minus the mean of all. */
export function averageReference(signal: Signal): Signal {
  const width = signal.channels.length;
  return mapRows(signal, signal.channels, (row, out) => {
    let sum = 0;
    for (let c = 0; c < width; c++) sum += row[c]!;
    for (let c = 0; c < width; c++) out[c] = row[c]! - sum / width;
  });
}

/** Every channel minus one, or minus the mean of several (both ears), which are left out. */
export function channelReference(signal: Signal, names: readonly string[]): Signal {
  const places = names.map((name) => placeIn(signal, name));
  const others = [...signal.channels.keys()].filter((place) => !places.includes(place));
  const channels = others.map((place) => signal.channels[place]!);
  return mapRows(signal, channels, (row, out) => {
    let sum = 0;
    for (const place of places) sum += row[place]!;
    others.forEach((place, c) => {
      out[c] = row[place]! - sum / places.length;
    });
  });
}

/** Differences of electrodes: "C3-C4" is C3 minus C4. */
export function bipolar(signal: Signal, pairs: readonly string[]): Signal {
  const places = pairs.map((pair) => {
    const ends = pair.split(/[-–]/).map((end) => end.trim());
    if (ends.length !== 2)
      throw new UserError(`bipolar: expected two electrodes such as C3-C4, received "${pair}"`);
    return ends.map((end) => placeIn(signal, end)) as [number, number];
  });
  return mapRows(signal, pairs, (row, out) => {
    places.forEach(([plus, minus], c) => {
      out[c] = row[plus]! - row[minus]!;
    });
  });
}

/**
 * Every electrode minus the mean of its `neighbours` nearest ones, weighted by 1 / distance.
 * Source: Hjorth 1975, Electroencephalogr. Clin. Neurophysiol. 39, doi:10.1016/0013-4694(75)90056-5.
 */
export function laplacian(signal: Signal, neighbours: number): Signal {
  const electrodes = electrodesNamed("laplacian", signal.channels);
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
  return mapRows(signal, signal.channels, (row, out) => {
    around.forEach((near, c) => {
      let mean = 0;
      for (const { place, weight } of near) mean += weight * row[place]!;
      out[c] = row[c]! - mean;
    });
  });
}

function placeIn({ channels }: Signal, name: string): number {
  const place = placeOf(name, channels);
  if (place >= 0) return place;
  throw new UserError(`reference: no channel is "${name}"`, `there are ${channels.join(", ")}`);
}

/** Every row through `write`, which fills as many values as there are new channels. */
function mapRows(
  signal: Signal,
  channels: readonly string[],
  write: (row: Float32Array, out: Float32Array) => void,
): Signal {
  const width = signal.channels.length;
  const rows = signal.data.length / width;
  const data = new Float32Array(rows * channels.length);
  for (let row = 0; row < rows; row++)
    write(
      signal.data.subarray(row * width, (row + 1) * width),
      data.subarray(row * channels.length, (row + 1) * channels.length),
    );
  return { ...signal, data, channels };
}
