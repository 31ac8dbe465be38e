/**
 * @file Recordings → windows of equal length. A window has one class; its modalities cover the same stretch of time,
 * each with its own number of steps.
 */
import { UserError } from "#core/errors";
import type { Modality, Recording, WindowedSignal, WindowSet } from "#core/signal";
import { type JoinedSignals, joinSignals, type ModalityWindow } from "./join-signals.ts";
import { type LabelRule, labelOf, placeOf, type Stretch, stretchesOf } from "./stretches.ts";

export interface WindowOptions {
  /** What a window holds, by the name it gets in the window set. */
  readonly modalities: Readonly<Record<Modality, ModalityWindow>>;
  /** One window per recording, stretched to `steps`; otherwise `seconds` must be given. */
  readonly whole?: boolean;
  /** Length of a window in s. */
  readonly seconds?: number;
  /** Share of a window that the next one repeats, 0 … below 1; default 0. */
  readonly overlap?: number;
  /** How a label track becomes one label; default `all`. */
  readonly label?: LabelRule;
  /** Windows with a missing value (NaN): `refuse` (default) or `drop` and count. */
  readonly missing?: "refuse" | "drop";
  /** Recordings shorter than a window: `refuse` (default) or `drop` and count. */
  readonly short?: "refuse" | "drop";
}

/** What did not become a window. */
export interface Dropped {
  /** Windows with missing values. */
  missing: number;
  /** Windows without a label, or with several. */
  unlabelled: number;
  /** Recordings shorter than a window. */
  short: number;
}

export interface MadeWindows extends WindowSet {
  readonly dropped: Readonly<Dropped>;
}

type Joined = Readonly<Record<Modality, JoinedSignals>>;

interface Row {
  readonly recording: Recording;
  readonly joined: Joined;
  readonly label: number;
  readonly values: Readonly<Record<Modality, Float32Array>>;
}

/** Cut recordings into windows. Throws a {@link UserError} for options or recordings that don't fit. */
export function makeWindows(
  recordings: readonly Recording[],
  classes: readonly string[],
  options: WindowOptions,
): MadeWindows {
  checkOptions(options);
  const dropped: Dropped = { missing: 0, unlabelled: 0, short: 0 };
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
    dropped,
  };
}

function checkOptions({ whole = false, seconds, overlap = 0, modalities }: WindowOptions): void {
  if (whole === (seconds !== undefined))
    throw new UserError("windows: give either `whole: true` or `seconds`");
  if (seconds !== undefined && !(seconds > 0))
    throw new UserError(`windows: seconds must be above 0, received ${seconds}`);
  if (!(overlap >= 0 && overlap < 1))
    throw new UserError(`windows: overlap must be at least 0 and below 1, received ${overlap}`);
  if (Object.keys(modalities).length === 0)
    throw new UserError("windows: name at least one modality");
  for (const [name, { steps }] of Object.entries(modalities)) {
    if (Number.isInteger(steps) && steps > 0) continue;
    throw new UserError(`windows: ${name}.steps must be a whole number above 0, received ${steps}`);
  }
}

function* rowsOf(recording: Recording, options: WindowOptions, dropped: Dropped): Iterable<Row> {
  const joined = mapValues(options.modalities, (window, modality) =>
    joinSignals(recording, modality, window),
  );
  const stretches = stretchesIn(joined, options);
  if (stretches.length === 0) {
    if (options.short !== "drop") refuseShort(recording, joined, options.seconds);
    dropped.short++;
  }
  for (const stretch of stretches) {
    const label = labelOf(recording, stretch, options.label ?? "all");
    const values = mapValues(joined, (signals) => signals.values(stretch));
    const missing = Object.values(values).some((data) => data.some(Number.isNaN));
    if (missing && options.missing !== "drop") refuseMissing(recording, stretch);
    if (label < 0) dropped.unlabelled++;
    else if (missing) dropped.missing++;
    else yield { recording, joined, label, values };
  }
}

function stretchesIn(joined: Joined, { seconds, overlap = 0 }: WindowOptions): readonly Stretch[] {
  if (seconds !== undefined) return stretchesOf(durationOf(joined), seconds, overlap);
  return Object.values(joined).every(({ length }) => length >= 2) ? ["whole"] : [];
}

/** s; of the shortest modality. */
function durationOf(joined: Joined): number {
  return Math.min(...Object.values(joined).map(({ duration }) => duration));
}

function windowedSignal(
  rows: readonly Row[],
  modality: Modality,
  { steps }: ModalityWindow,
  seconds: number | undefined,
): WindowedSignal {
  const { channels, unit } = rows[0]!.joined[modality]!;
  const data = new Float32Array(rows.length * steps * channels.length);
  rows.forEach(({ recording, joined, values }, row) => {
    if (joined[modality]!.channels.length !== channels.length)
      refuseChannels(recording, modality, joined[modality]!.channels, channels);
    data.set(values[modality]!, row * steps * channels.length);
  });
  const durations = rows.map(({ joined }) => joined[modality]!.duration).sort((a, b) => a - b);
  const median = durations[Math.floor(durations.length / 2)]!;
  return { data, length: steps, channels, sampleRate: steps / (seconds ?? median), unit };
}

function mapValues<In, Out>(
  values: Readonly<Record<string, In>>,
  map: (value: In, key: string) => Out,
): Record<string, Out> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value, key)]));
}

function refuseNothing(recordings: number, { missing, unlabelled, short }: Dropped): never {
  throw new UserError(
    `no windows from ${recordings} recordings: ${missing} windows with missing values, ${unlabelled} without one label, ${short} recordings too short`,
    "use shorter windows or other recordings",
  );
}

function refuseShort({ id }: Recording, joined: Joined, seconds: number | undefined): never {
  const needed = seconds === undefined ? "two samples" : `${seconds} s`;
  throw new UserError(
    `recording ${id} lasts ${durationOf(joined).toFixed(2)} s, a window needs ${needed}`,
    'use shorter windows, or `short: "drop"` to leave such recordings out',
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
