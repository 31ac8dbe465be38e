/**
 * @file The header of EDF, EDF+, BDF and BDF+ files: 256 bytes of text for the file, 256 for each signal.
 * Source: Kemp et al. 1992, doi:10.1016/0013-4694(92)90009-7; Kemp & Olivan 2003, doi:10.1016/S1388-2457(03)00123-8;
 * https://www.edfplus.info/specs; BioSemi's BDF is the same with 3 bytes a sample.
 */
import { linearScaling } from "./biosignals.ts";
import { ByteReader } from "./byte-reader.ts";

export interface EdfSignalHeader {
  readonly label: string;
  readonly transducer: string;
  readonly unit: string;
  readonly prefilter: string;
  readonly samplesPerRecord: number;
  /** Of a record, to the first sample. */
  readonly byteInRecord: number;
  /** `physical = factor · stored + shift`; NaN where the header states no range. */
  readonly factor: number;
  readonly shift: number;
}

export interface EdfHeader {
  readonly file: string;
  /** "EDF", "EDF+C" (continuous), "EDF+D" (with gaps), and the same with BDF. */
  readonly format: string;
  readonly patient: string;
  readonly recording: string;
  readonly start: string | undefined;
  readonly bytes: number;
  readonly records: number;
  readonly recordSeconds: number;
  readonly recordBytes: number;
  /** 2 or 3. */
  readonly sampleBytes: number;
  readonly signals: readonly EdfSignalHeader[];
}

/** Parse the header and check it against the file's size. Throws a `FormatError`. */
export function readEdfHeader(bytes: Uint8Array, file: string): EdfHeader {
  const reader = new ByteReader(bytes, file);
  const family = familyOf(reader);
  const patient = reader.text(80, "the patient");
  const recording = reader.text(80, "the recording");
  const start = startOf(recording, reader.text(8, "the date"), reader.text(8, "the time"));
  const headerBytes = reader.integer(8, "the size of the header", [512, 256 * 10_000]);
  const reserved = reader.text(44, "the reserved field");
  const stated = reader.integer(8, "the number of records", [-1, 99_999_999]);
  const recordSeconds = reader.number(8, "the seconds of a record");
  if (recordSeconds < 0) reader.refuse(`a record of ${recordSeconds} seconds`, 244);
  const count = reader.integer(4, "the number of signals", [1, 9999]);
  if (headerBytes !== 256 * (count + 1))
    reader.refuse(`${count} signals need ${256 * (count + 1)} bytes of header, not ${headerBytes}`);
  const sampleBytes = family === "BDF" ? 3 : 2;
  const signals = signalHeaders(reader, count, sampleBytes);
  const recordBytes = signals.reduce((sum, each) => sum + each.samplesPerRecord, 0) * sampleBytes;
  const records = recordsIn(reader, stated, headerBytes, recordBytes);
  const plus = new RegExp(`^${family}\\+[CD]`).exec(reserved)?.[0] ?? family;
  return {
    ...{ file, format: plus, patient, recording, start, bytes: headerBytes },
    ...{ records, recordSeconds, recordBytes, sampleBytes, signals },
  };
}

function familyOf(reader: ByteReader): "EDF" | "BDF" {
  const mark = reader.bytes[0];
  const version = reader.text(8, "the version");
  if (version === "0") return "EDF";
  if (mark === 0xff && version.slice(1) === "BIOSEMI") return "BDF";
  return reader.refuse("neither an EDF nor a BDF file", 0);
}

/** The fields of all signals stand one kind after the other. */
function signalHeaders(
  reader: ByteReader,
  count: number,
  sampleBytes: number,
): readonly EdfSignalHeader[] {
  const column = <T>(read: (i: number) => T): readonly T[] =>
    Array.from({ length: count }, (_, i) => read(i));
  const text = (bytes: number, what: string) =>
    column((i) => reader.text(bytes, `${what} of signal ${i + 1}`));
  const number = (what: string) => column((i) => rangeBound(reader, `${what} of signal ${i + 1}`));
  const labels = text(16, "the label");
  const transducers = text(80, "the transducer");
  const units = text(8, "the unit");
  const physicalMin = number("the physical minimum");
  const physicalMax = number("the physical maximum");
  const digitalMin = number("the digital minimum");
  const digitalMax = number("the digital maximum");
  const prefilters = text(80, "the prefilter");
  const samples = column((i) =>
    reader.integer(8, `the samples per record of signal ${i + 1}`, [1, 99_999_999]),
  );
  text(32, "the reserved field");
  let byteInRecord = 0;
  return labels.map((label, i) => {
    const header = {
      label: label.replace(/\.+$/, "").trim(),
      transducer: transducers[i]!,
      unit: units[i]!,
      prefilter: prefilters[i]!,
      samplesPerRecord: samples[i]!,
      byteInRecord,
      ...linearScaling({
        physical: [physicalMin[i]!, physicalMax[i]!],
        digital: [digitalMin[i]!, digitalMax[i]!],
      }),
    };
    byteInRecord += samples[i]! * sampleBytes;
    return header;
  });
}

/** NaN where the field is empty or no number; the signal is refused only when it is read. */
function rangeBound(reader: ByteReader, what: string): number {
  const text = reader.text(8, what);
  return text === "" ? Number.NaN : Number(text.replace(",", "."));
}

/** −1 stands for "not known when the header was written". */
function recordsIn(reader: ByteReader, stated: number, from: number, recordBytes: number): number {
  const whole = Math.floor((reader.bytes.length - from) / recordBytes);
  if (stated < 0) return whole;
  if (whole < stated)
    reader.refuse(
      `cut short: the header promises ${stated} records, ${whole} are there`,
      from + whole * recordBytes,
    );
  return stated;
}

const months = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(" ");

/** The recording field of EDF+ states the year in full: "Startdate 02-MAR-2002 …". */
function startOf(recording: string, date: string, time: string): string | undefined {
  const clock = /^(\d\d)[.:](\d\d)[.:](\d\d)$/.exec(time);
  const hours = clock ? clock.slice(1).join(":") : "00:00:00";
  const full = /^Startdate (\d\d)-([A-Z]{3})-(\d{4})/i.exec(recording);
  const month = full ? months.indexOf(full[2]!.toUpperCase()) + 1 : 0;
  if (full && month > 0) return `${full[3]}-${String(month).padStart(2, "0")}-${full[1]}T${hours}`;
  const short = /^(\d\d)[./-](\d\d)[./-](\d\d)$/.exec(date);
  if (!short) return undefined;
  const century = Number(short[3]) < 85 ? "20" : "19";
  return `${century}${short[3]}-${short[2]}-${short[1]}T${hours}`;
}
