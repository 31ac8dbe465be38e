/**
 * @file Recordings → windows of equal length. A window has one class; its modalities cover the same stretch of time,
 * each with its own number of steps.
 */
import { UserError } from "#core/errors";
import { mapValues } from "#core/map-values";
import type { Modality, Recording, WindowedSignal, WindowOrigin, WindowSet } from "#core/signal";
import { type JoinedSignals, joinSignals, type ModalityWindow } from "./join-signals.ts";
import { labelOf, placeOf, type Stretch } from "./stretches.ts";
import { filled, type Validity, validityOf } from "./validity.ts";
import { checkWindowOptions, type WindowOptions } from "./window-options.ts";
import { type Dropped, durationOf, type Joined, type Place, placesIn } from "./window-places.ts";

export interface MadeWindows extends WindowSet {
  readonly origins: readonly WindowOrigin[];
  readonly dropped: Readonly<Dropped>;
}

type Shape = Pick<JoinedSignals, "channels" | "unit" | "measured" | "duration">;

interface Row {
  readonly recording: Recording;
  readonly shapes: Readonly<Record<Modality, Shape>>;
  readonly label: number;
  readonly origin: WindowOrigin;
  readonly values: Readonly<Record<Modality, Float32Array>>;
}

/** Cut recordings into windows. Throws a {@link UserError} for options or recordings that don't fit. */
export function makeWindows(
  recordings: readonly Recording[],
  classes: readonly string[],
  options: WindowOptions,
): MadeWindows {
  checkWindowOptions(options);
  const dropped: Dropped = { missing: 0, clipped: 0, unlabelled: 0, rejected: 0, short: 0 };
  const rows: Row[] = [];
  for (const recording of recordings) {
    for (const row of rowsOf(recording, options, dropped)) rows.push(row);
  }
  if (rows.length === 0) refuseNothing(recordings.length, dropped);
  return {
    size: rows.length,
    signals: mapValues(options.modalities, (window, modality) =>
      windowedSignal(rows, modality, window, options.seconds),
    ),
    labels: Int32Array.from(rows, ({ label }) => label),
    classes,
    subjects: rows.map(({ recording }) => recording.subject),
    recordings: rows.map(({ recording }) => recording.id),
    origins: rows.map(({ origin }) => origin),
    dropped,
  };
}

function* rowsOf(recording: Recording, options: WindowOptions, dropped: Dropped): Iterable<Row> {
  const joined = mapValues(options.modalities, (window, modality) =>
    joinSignals(recording, modality, window, options.seconds),
  );
  const shapes = mapValues(joined, ({ channels, unit, measured, duration }) => {
    return { channels, unit, measured, duration };
  });
  for (const { stretch, ...place } of placesIn(recording, joined, options, dropped)) {
    const { label: rule = "all", purity = 0 } = options;
    const label = place.label ?? labelOf(recording, stretch, rule, purity);
    const measured = mapValues(joined, (signals) => signals.values(stretch));
    const values = valid(recording, stretch, measured, options);
    if (label < 0) dropped.unlabelled++;
    else if (typeof values === "string") dropped[values]++;
    else
      yield {
        recording,
        shapes,
        label,
        values,
        origin: originOf(recording, stretch, joined, place),
      };
  }
}

/** The values of a window, filled where some are missing; or why it must be dropped. */
function valid(
  recording: Recording,
  stretch: Stretch,
  measured: Readonly<Record<Modality, Float32Array>>,
  { modalities, missing = "refuse", mostMissing = 0, mostClipped = 1 }: WindowOptions,
): "missing" | "clipped" | Readonly<Record<Modality, Float32Array>> {
  const shares = mapValues(measured, (data, name) => validityOf(data, modalities[name]!.range));
  const some = (test: (validity: Validity) => boolean) => Object.values(shares).some(test);
  if (!some((share) => share.missing > 0))
    return some(({ clipped }) => clipped > mostClipped) ? "clipped" : measured;
  const values = mapValues(measured, (data, name) =>
    filled(data, data.length / modalities[name]!.steps),
  );
  const lost = Object.values(values).some((data) => data.some(Number.isNaN));
  if (lost || some((share) => share.missing > mostMissing)) {
    if (missing === "refuse") refuseMissing(recording, stretch);
    return "missing";
  }
  return some(({ clipped }) => clipped > mostClipped) ? "clipped" : values;
}

function originOf(
  { session, run, trial }: Recording,
  stretch: Stretch,
  joined: Joined,
  place: Pick<Place, "trial">,
): WindowOrigin {
  const [start, seconds] =
    stretch === "whole" ? [0, durationOf(joined)] : [stretch.start, stretch.seconds];
  return {
    ...(session !== undefined && { session }),
    ...(run !== undefined && { run }),
    ...((place.trial ?? trial) !== undefined && { trial: place.trial ?? trial! }),
    start,
    end: start + seconds,
  };
}

function windowedSignal(
  rows: readonly Row[],
  modality: Modality,
  { steps, process = [] }: ModalityWindow,
  seconds: number | undefined,
): WindowedSignal {
  const { channels, unit } = rows[0]!.shapes[modality]!;
  const data = new Float32Array(rows.length * steps * channels.length);
  rows.forEach(({ recording, shapes, values }, row) => {
    if (shapes[modality]!.channels.length !== channels.length)
      refuseChannels(recording, modality, shapes[modality]!.channels, channels);
    data.set(values[modality]!, row * steps * channels.length);
  });
  const durations = rows.map(({ shapes }) => shapes[modality]!.duration).sort((a, b) => a - b);
  const median = durations[Math.floor(durations.length / 2)]!;
  const sampleRate = steps / (seconds ?? median);
  const done = process.length > 0 ? { processing: process, ...measuredBy(rows, modality) } : {};
  return { data, length: steps, channels, sampleRate, unit, ...done };
}

/** What all recordings have in common. */
function measuredBy(rows: readonly Row[], modality: Modality): Pick<WindowedSignal, "measured"> {
  const all = rows.map(({ shapes }) => shapes[modality]!.measured);
  const kinds = new Set([...new Set(all)].map((measured) => JSON.stringify(measured)));
  return kinds.size === 1 ? { measured: all[0]! } : {};
}

function refuseNothing(recordings: number, dropped: Dropped): never {
  const { missing, clipped, unlabelled, rejected, short } = dropped;
  throw new UserError(
    `no windows from ${recordings} recordings: ${missing} windows with missing values, ${clipped} clipped, ${unlabelled} without one label, ${rejected} spoilt trials, ${short} recordings or cues too short`,
    "use shorter windows or other recordings",
  );
}

function refuseMissing({ id }: Recording, stretch: Stretch): never {
  throw new UserError(
    `recording ${id} has missing values (NaN)${placeOf(stretch)}`,
    'fill them, or use `missing: "drop"` to leave such windows out',
  );
}

function refuseChannels(
  { id }: Recording,
  modality: Modality,
  received: readonly string[],
  expected: readonly string[],
): never {
  throw new UserError(
    `recording ${id}: ${modality} has the channels ${received.join(", ")}, the first recording ${expected.join(", ")}`,
    "name the channels that all recordings have in `channels`",
  );
}
