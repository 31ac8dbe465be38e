/**
 * @file The annotations of EDF+ and BDF+ files: time-stamped lists ("TALs"), `onset 0x15 duration 0x14 text 0x14 … 0x00`.
 * The first list of a record begins with an empty text: its onset is the time of the record.
 * Source: https://www.edfplus.info/specs/edfplus.html, §2.2.
 */
import type { EdfHeader, EdfSignalHeader } from "./edf-header.ts";
import { FormatError } from "./format-error.ts";

export interface EdfAnnotation {
  /** Seconds after the start of the file. */
  readonly onset: number;
  /** Seconds; `undefined` where not stated. */
  readonly duration: number | undefined;
  readonly text: string;
}

export interface EdfTimeline {
  readonly annotations: readonly EdfAnnotation[];
  /** Time of each record in seconds; `undefined` where the record states none. */
  readonly recordOnsets: readonly (number | undefined)[];
}

const utf8 = new TextDecoder();
const durationMark = "\u0015";
const textMark = "\u0014";

export function isAnnotationSignal({ label }: EdfSignalHeader): boolean {
  return label === "EDF Annotations" || label === "BDF Annotations";
}

/** Read all annotation signals. Throws a `FormatError` naming the record of a list that is none. */
export function readEdfAnnotations(bytes: Uint8Array, header: EdfHeader): EdfTimeline {
  const signals = header.signals.filter(isAnnotationSignal);
  const annotations: EdfAnnotation[] = [];
  const recordOnsets: (number | undefined)[] = [];
  for (let record = 0; record < header.records; record++) {
    const lists = signals.flatMap((signal) => listsOf(bytes, header, signal, record));
    const [first] = lists;
    recordOnsets.push(first?.texts[0] === "" ? first.onset : undefined);
    for (const { onset, duration, texts } of lists) {
      for (const text of texts) if (text !== "") annotations.push({ onset, duration, text });
    }
  }
  return { annotations, recordOnsets };
}

interface TimeStampedList {
  readonly onset: number;
  readonly duration: number | undefined;
  readonly texts: readonly string[];
}

function listsOf(
  bytes: Uint8Array,
  header: EdfHeader,
  { byteInRecord, samplesPerRecord }: EdfSignalHeader,
  record: number,
): readonly TimeStampedList[] {
  const start = header.bytes + record * header.recordBytes + byteInRecord;
  const end = start + samplesPerRecord * header.sampleBytes;
  const lists: TimeStampedList[] = [];
  const field = bytes.subarray(start, end);
  for (let at = 0; at < field.length; ) {
    const zero = field.indexOf(0, at);
    const stop = zero < 0 ? field.length : zero;
    if (stop > at)
      lists.push(parseList(utf8.decode(field.subarray(at, stop)), header.file, record));
    at = stop + 1;
  }
  return lists;
}

function parseList(list: string, file: string, record: number): TimeStampedList {
  const [times = "", ...texts] = list.split(textMark);
  const [onset = "", duration] = times.split(durationMark);
  if (
    texts.length === 0 ||
    !/^[+-]\d+(\.\d*)?$/.test(onset) ||
    !/^(\d+(\.\d*)?)?$/.test(duration ?? "")
  )
    throw new FormatError(
      file,
      { record },
      `an annotation should begin with its time, received ${JSON.stringify(list.slice(0, 24))}`,
    );
  return { onset: Number(onset), duration: duration ? Number(duration) : undefined, texts };
}
