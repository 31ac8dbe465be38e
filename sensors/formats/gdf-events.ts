/**
 * @file The event table behind the data of GDF files: positions and codes (mode 1), perhaps channels and durations
 * (mode 3). Source: Schlögl 2006, arXiv:cs/0608052, table 5.
 */
import { ByteReader } from "./byte-reader.ts";
import type { GdfHeader } from "./gdf-header.ts";

export interface GdfEvent {
  /** Seconds after the start of the file. */
  readonly onset: number;
  /** Seconds; `undefined` where the table has none. */
  readonly duration: number | undefined;
  /** 768: start of a trial, 769 to 772: cues, 1023: rejected trial, 32766: new run, … */
  readonly code: number;
  /** 0-based place of the signal it belongs to; `undefined`: all. */
  readonly channel: number | undefined;
}

/** A sample of a signal with unequal steps; its value stands where others have their duration. */
const sparseSample = 0x7fff;

/** Read the table; none is an empty one. Positions are counted in samples of `sampleRate` unless the table says. */
export function readGdfEvents(
  bytes: Uint8Array,
  header: GdfHeader,
  sampleRate: number,
): readonly GdfEvent[] {
  const reader = new ByteReader(bytes, header.file, header.eventTable);
  if (reader.left === 0) return [];
  const { view, at } = reader;
  reader.take(8, "the head of the event table");
  const mode = view.getUint8(at) & 3;
  if (mode !== 1 && mode !== 3) reader.refuse(`an event table of mode ${view.getUint8(at)}`, at);
  const three = view.getUint16(at + 1, true) + (view.getUint8(at + 3) << 16);
  const [count, stated] =
    header.version < 1.94
      ? [view.getUint32(at + 4, true), three]
      : [three, view.getFloat32(at + 4, true)];
  const rate = stated > 0 && Number.isFinite(stated) ? stated : sampleRate;
  const column = (width: number, what: string) => {
    const start = reader.take(count * width, `${count} ${what}`);
    return (i: number) =>
      width === 4 ? view.getUint32(start + 4 * i, true) : view.getUint16(start + 2 * i, true);
  };
  const position = column(4, "event positions");
  const code = column(2, "event codes");
  const channel = mode === 3 ? column(2, "event channels") : () => 0;
  const duration = mode === 3 ? column(4, "event durations") : undefined;
  return Array.from({ length: count }, (_, i) => ({
    onset: (position(i) - 1) / rate,
    duration: duration && code(i) !== sparseSample ? duration(i) / rate : undefined,
    code: code(i),
    channel: channel(i) === 0 ? undefined : channel(i) - 1,
  }));
}
