/**
 * @file The header of GDF files, versions 1 and 2: 256 bytes for the file, 256 for each signal, in version 2 perhaps more.
 * Source: Schlögl 2006, "GDF – A general dataformat for biosignals", arXiv:cs/0608052, tables 1 to 4.
 */
import { linearScaling } from "./biosignals.ts";
import { ByteReader } from "./byte-reader.ts";
import { gdfUnit } from "./gdf-units.ts";
import { type NumberType, numberTypes } from "./number-types.ts";

export interface GdfSignalHeader {
  readonly label: string;
  readonly transducer: string;
  readonly unit: string;
  readonly prefilter: string;
  readonly samplesPerRecord: number;
  readonly type: NumberType;
  /** Of a record, to the first sample. */
  readonly byteInRecord: number;
  /** Stored numbers from here on, down or up, are no measurements. */
  readonly digital: readonly [least: number, most: number];
  /** `physical = factor · stored + shift`. */
  readonly factor: number;
  readonly shift: number;
}

export interface GdfHeader {
  readonly file: string;
  /** 1.25, 2.2. */
  readonly version: number;
  readonly patient: string;
  readonly recording: string;
  readonly start: string | undefined;
  readonly bytes: number;
  readonly records: number;
  readonly recordSeconds: number;
  readonly recordBytes: number;
  /** Where the event table begins; the end of the file where there can be none. */
  readonly eventTable: number;
  readonly signals: readonly GdfSignalHeader[];
}

/** By their numbers in the file. */
const types: Readonly<Record<number, NumberType>> = {
  1: numberTypes.int8,
  2: numberTypes.uint8,
  3: numberTypes.int16,
  4: numberTypes.uint16,
  5: numberTypes.int32,
  6: numberTypes.uint32,
  7: numberTypes.int64,
  8: numberTypes.uint64,
  16: numberTypes.float32,
  17: numberTypes.float64,
  279: numberTypes.int24,
  535: numberTypes.uint24,
};

/** Parse the header and check it against the file's size. Throws a `FormatError`. */
export function readGdfHeader(bytes: Uint8Array, file: string): GdfHeader {
  const reader = new ByteReader(bytes, file);
  const mark = reader.text(8, "the version");
  const version = Number(/^GDF (\d\.\d+)$/.exec(mark)?.[1]);
  if (!(version >= 1 && version < 3)) reader.refuse("not a GDF file of version 1 or 2", 0);
  reader.take(248, "the header");
  const { view } = reader;
  const second = version >= 1.9;
  const headerBytes = second ? 256 * view.getUint16(184, true) : integer64(reader, 184);
  const count = second ? view.getUint16(252, true) : view.getUint32(252, true);
  if (count < 1 || count > 65_535 || headerBytes < 256 * (count + 1) || headerBytes > bytes.length)
    reader.refuse(`a header of ${headerBytes} bytes for ${count} signals`, 184);
  const signals = signalHeaders(reader, count, second);
  const recordBytes = signals.reduce(
    (sum, each) => sum + each.samplesPerRecord * each.type.bytes,
    0,
  );
  return {
    ...{ file, version, bytes: headerBytes, recordBytes, signals },
    ...recordsIn(reader, headerBytes, recordBytes),
    recordSeconds: recordSeconds(reader, version),
    ...(second ? aboutVersion2(reader) : aboutVersion1(reader)),
  };
}

function aboutVersion1(reader: ByteReader) {
  const [patient, recording] = [textAt(reader, 8, 80), textAt(reader, 88, 80)];
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(textAt(reader, 168, 16));
  const [, year, month, day, hour, minute, second] = parts ?? [];
  const start = parts ? `${year}-${month}-${day}T${hour}:${minute}:${second}` : undefined;
  return { patient, recording, start };
}

/** Times are days since the year 0, in steps of 2⁻³² days. */
function aboutVersion2(reader: ByteReader) {
  const [patient, recording] = [textAt(reader, 8, 66), textAt(reader, 88, 64)];
  const days = reader.view.getUint32(172, true) + reader.view.getUint32(168, true) / 2 ** 32;
  const milliseconds = (days - 719_529) * 86_400_000;
  const known = days > 0 && milliseconds < 8e15;
  const start = known ? new Date(Math.round(milliseconds)).toISOString().slice(0, 19) : undefined;
  return { patient, recording, start };
}

/** A ratio of whole numbers; from version 2.21 on a double. */
function recordSeconds(reader: ByteReader, version: number): number {
  const { view } = reader;
  const ratio = view.getUint32(244, true) / view.getUint32(248, true);
  const seconds = version > 2.2 ? view.getFloat64(244, true) : ratio;
  if (seconds > 0 && Number.isFinite(seconds)) return seconds;
  return reader.refuse(`a record of ${seconds} seconds`, 244);
}

/** −1 stands for "not known when the header was written"; then no event table follows. */
function recordsIn(reader: ByteReader, from: number, recordBytes: number) {
  const stated = integer64(reader, 236);
  if (recordBytes === 0) return reader.refuse("records without a sample", 256);
  const whole = Math.floor((reader.bytes.length - from) / recordBytes);
  if (stated === -1) return { records: whole, eventTable: reader.bytes.length };
  if (stated < 0 || stated > whole)
    reader.refuse(
      `cut short: the header promises ${stated} records, ${whole} are there`,
      stated < 0 ? 236 : from + whole * recordBytes,
    );
  return { records: stated, eventTable: from + stated * recordBytes };
}

/** The fields of all signals stand one kind after the other, in both versions at the same places. */
function signalHeaders(reader: ByteReader, count: number, second: boolean): GdfSignalHeader[] {
  const { view } = reader;
  let byteInRecord = 0;
  return Array.from({ length: count }, (_, i) => {
    const place = (before: number, width: number) => 256 + before * count + width * i;
    const digitalAt = (before: number) =>
      second ? view.getFloat64(place(before, 8), true) : integer64(reader, place(before, 8));
    const physicalAt = (before: number) => view.getFloat64(place(before, 8), true);
    const digital = [digitalAt(120), digitalAt(128)] as const;
    const samplesPerRecord = view.getUint32(place(216, 4), true);
    const number = view.getUint32(place(220, 4), true);
    const type = types[number] ?? reader.refuse(`no data type: ${number}`, place(220, 4));
    const header: GdfSignalHeader = {
      label: textAt(reader, place(0, 16), 16),
      transducer: textAt(reader, place(16, 80), 80),
      unit: second ? gdfUnit(view.getUint16(place(102, 2), true)) : textAt(reader, place(96, 8), 8),
      prefilter: second
        ? filterText(view, place(204, 4), 4 * count)
        : textAt(reader, place(136, 80), 80),
      ...{ samplesPerRecord, type, byteInRecord, digital },
      ...linearScaling({ physical: [physicalAt(104), physicalAt(112)], digital }),
    };
    byteInRecord += samplesPerRecord * type.bytes;
    return header;
  });
}

/** Low-pass, high-pass and notch in Hz, each `step` bytes behind the one before; NaN: none. */
function filterText(view: DataView, at: number, step: number): string {
  const values = ["LP", "HP", "N"].map(
    (name, i) => [name, view.getFloat32(at + i * step, true)] as const,
  );
  const known = values.filter(([, value]) => value > 0 && Number.isFinite(value));
  return known.map(([name, value]) => `${name}:${Number(value.toPrecision(6))}Hz`).join(" ");
}

function integer64({ view }: ByteReader, at: number): number {
  return numberTypes.int64.read(view, at, true);
}

function textAt(reader: ByteReader, at: number, bytes: number): string {
  return new ByteReader(reader.bytes, reader.file, at).text(bytes, "a text");
}
