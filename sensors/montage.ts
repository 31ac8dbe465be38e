/** @file Electrodes picked by name, whatever the spelling. */
import { type Electrode, electrodeNamed } from "#core/electrodes";
import { UserError } from "#core/errors";
import type { Signal, SignalFormat } from "#core/signal";
import { mapRows, pickRows, type RowMap } from "./map-rows.ts";

/**
 * Only these electrodes, in this order and named as here. Case, padding ("C3..", "EEG C3-Ref") and older names (T3 for
 * T7) do not matter; other channels (EOG) go by their own name. Throws a {@link UserError} that names every missing one
 * and the nearest electrode there is.
 */
export function pickElectrodes(signal: Signal, wanted: readonly string[]): Signal {
  return mapRows(signal, electrodeRows(signal, wanted));
}

/** The same, row by row. */
export function electrodeRows(format: SignalFormat, wanted: readonly string[]): RowMap {
  const { channels } = format;
  const missing = wanted.filter((name) => placeOf(name, channels) < 0);
  if (missing.length > 0) refuseMissing(missing, channels);
  const places = wanted.map((name) => placeOf(name, channels));
  return pickRows(format, wanted.map(properName), places);
}

/** Where the channel stands that is this electrode, or has this name; −1: nowhere. */
export function placeOf(name: string, channels: readonly string[]): number {
  const electrode = electrodeNamed(name);
  return channels.findIndex(
    (channel) =>
      channel.toLowerCase() === name.toLowerCase() ||
      (electrode !== undefined && electrodeNamed(channel) === electrode),
  );
}

function properName(name: string): string {
  return electrodeNamed(name)?.name ?? name;
}

function refuseMissing(missing: readonly string[], channels: readonly string[]): never {
  const hints = missing.map((name) => {
    const near = nearestElectrode(name, channels);
    return near === undefined ? `"${name}"` : `"${name}" (nearest here: ${near})`;
  });
  throw new UserError(
    `montage: no channel is ${hints.join(", ")}`,
    `the recording has ${channels.join(", ")}`,
  );
}

/** The channel whose place on the head is closest. */
function nearestElectrode(name: string, channels: readonly string[]): string | undefined {
  const wanted = electrodeNamed(name);
  if (!wanted) return undefined;
  const near = channels
    .map((channel) => ({ channel, electrode: electrodeNamed(channel) }))
    .filter((one): one is { channel: string; electrode: Electrode } => one.electrode !== undefined)
    .map(({ channel, electrode }) => ({ channel, distance: distance(wanted, electrode) }))
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.channel;
}

/** Of two electrodes, straight through the head, in its radii. */
export function distance({ position: a }: Electrode, { position: b }: Electrode): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}
