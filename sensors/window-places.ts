/** @file Where the windows of one recording lie: one after the other, between its gaps, or at its cues. */
import { UserError } from "#core/errors";
import type { Modality, Recording } from "#core/signal";
import type { JoinedSignals } from "./join-signals.ts";
import { commonSpans, type Span } from "./spans.ts";
import { type Stretch, stretchAt, stretchesOf } from "./stretches.ts";
import type { WindowOptions } from "./window-options.ts";

/** The signals that windows are cut from, by modality. */
export type Joined = Readonly<Record<Modality, JoinedSignals>>;

/** What did not become a window. */
export interface Dropped {
  /** Windows with missing values. */
  missing: number;
  /** Windows with too many values at the end of the sensor's range. */
  clipped: number;
  /** Windows without a label, or with several. */
  unlabelled: number;
  /** Trials that the authors marked as spoilt. */
  rejected: number;
  /** Recordings shorter than a window, and cues too close to an end. */
  short: number;
}

/** A stretch with what is known of it beforehand. */
export interface Place {
  readonly stretch: Stretch;
  /** Class of its cue. */
  readonly label?: number;
  /** Number of its cue. */
  readonly trial?: string;
}

/**
 * The places of all windows; what does not fit is counted, or refused with a {@link UserError}.
 */
export function placesIn(
  recording: Recording,
  joined: Joined,
  options: WindowOptions,
  dropped: Dropped,
): readonly Place[] {
  const { seconds, cue } = options;
  if (seconds !== undefined && cue) return cuesIn(recording, joined, options, dropped);
  const stretches = stretchesIn(joined, options);
  if (stretches.length === 0) {
    if (options.short !== "drop") refuseShort(recording, joined, seconds);
    dropped.short++;
  }
  return stretches.map((stretch) => ({ stretch }));
}

function stretchesIn(
  joined: Joined,
  { seconds, overlap = 0, missing }: WindowOptions,
): readonly Stretch[] {
  if (seconds === undefined)
    return Object.values(joined).every(({ length }) => length >= 2) ? ["whole"] : [];
  const whole = [{ start: 0, end: durationOf(joined) }];
  const spans = missing === "cut" ? gapFreeSpans(joined, whole) : whole;
  return spans.flatMap((span) => stretchesOf(span, seconds, overlap));
}

function gapFreeSpans(joined: Joined, whole: readonly Span[]): readonly Span[] {
  return Object.values(joined).reduce(
    (spans, signals) => commonSpans(spans, signals.gapFree()),
    whole,
  );
}

/** One place per event that has a class. */
function cuesIn(
  { events = [] }: Recording,
  joined: Joined,
  { seconds = 0, cue: { offset = 0, rejected = "drop" } = {} }: WindowOptions,
  dropped: Dropped,
): readonly Place[] {
  const span = { start: 0, end: durationOf(joined) };
  return events
    .filter(({ label }) => label >= 0)
    .flatMap((event, i): Place[] => {
      const stretch = stretchAt(event, span, offset, seconds);
      const spoilt = event.rejected === true && rejected === "drop";
      if (spoilt) dropped.rejected++;
      else if (stretch === undefined) dropped.short++;
      return spoilt || stretch === undefined
        ? []
        : [{ stretch, label: event.label, trial: String(i + 1) }];
    });
}

/** s; of the shortest modality. */
export function durationOf(joined: Joined): number {
  return Math.min(...Object.values(joined).map(({ duration }) => duration));
}

function refuseShort({ id }: Recording, joined: Joined, seconds: number | undefined): never {
  const needed = seconds === undefined ? "two samples" : `${seconds} s`;
  throw new UserError(
    `recording ${id} lasts ${durationOf(joined).toFixed(2)} s, a window needs ${needed}`,
    'use shorter windows, or `short: "drop"` to leave such recordings out',
  );
}
