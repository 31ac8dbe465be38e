/** @file EDF and BDF files, plain and "+": signals in physical units, annotations, gaps. */
import type { Biosignal, Biosignals, Stretch } from "./biosignals.ts";
import { type EdfAnnotation, isAnnotationSignal, readEdfAnnotations } from "./edf-annotations.ts";
import { type EdfHeader, type EdfSignalHeader, readEdfHeader } from "./edf-header.ts";
import { FormatError } from "./format-error.ts";

export type Edf = Biosignals<EdfAnnotation>;

export interface EdfOptions {
  /** Which signals to read, by cleaned label; default: all but the annotations. */
  readonly wanted?: (label: string) => boolean;
}

/**
 * Read a file; `file` is used in messages. Throws a {@link FormatError} for what is cut short or contradicts itself.
 *
 * A discontinuous file ("+D") has several `stretches`; the signals hold them one after the other.
 */
export function readEdf(bytes: Uint8Array, file: string, options: EdfOptions = {}): Edf {
  const header = readEdfHeader(bytes, file);
  const { annotations, recordOnsets } = readEdfAnnotations(bytes, header);
  const wanted = header.signals.filter(
    (signal) => !isAnnotationSignal(signal) && (options.wanted?.(signal.label) ?? true),
  );
  if (wanted.length > 0 && header.recordSeconds === 0)
    throw new FormatError(file, { byte: 244 }, "records of 0 seconds, but there are signals");
  const { format, patient, recording, start } = header;
  return {
    ...{ format, patient, recording, start, events: annotations },
    signals: wanted.map((signal) => readSignal(bytes, header, signal)),
    stretches: stretchesOf(header, recordOnsets),
  };
}

function readSignal(bytes: Uint8Array, header: EdfHeader, signal: EdfSignalHeader): Biosignal {
  const { label, unit, transducer, prefilter, samplesPerRecord, factor, shift } = signal;
  if (!Number.isFinite(factor) || !Number.isFinite(shift) || factor === 0)
    throw new FormatError(
      header.file,
      { byte: 256 },
      `signal "${label}" has no usable physical and digital range`,
      "leave this signal out, or correct its header",
    );
  const data = new Float32Array(header.records * samplesPerRecord);
  const read = header.sampleBytes === 2 ? readSamples16 : readSamples24;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let record = 0; record < header.records; record++) {
    const at = header.bytes + record * header.recordBytes + signal.byteInRecord;
    const start = record * samplesPerRecord;
    read(view, at, data.subarray(start, start + samplesPerRecord), factor, shift);
  }
  const sampleRate = samplesPerRecord / header.recordSeconds;
  return { label, unit, transducer, prefilter, sampleRate, data };
}

function readSamples16(
  view: DataView,
  at: number,
  data: Float32Array,
  factor: number,
  shift: number,
) {
  for (let i = 0; i < data.length; i++) data[i] = factor * view.getInt16(at + 2 * i, true) + shift;
}

function readSamples24(
  view: DataView,
  at: number,
  data: Float32Array,
  factor: number,
  shift: number,
) {
  for (let i = 0; i < data.length; i++) {
    const low = view.getUint16(at + 3 * i, true);
    data[i] = factor * ((view.getInt8(at + 3 * i + 2) << 16) | low) + shift;
  }
}

/** A new stretch begins where a record is later than the end of the one before it, by half a sample or more. */
function stretchesOf(header: EdfHeader, onsets: readonly (number | undefined)[]): Stretch[] {
  const { file, records, recordSeconds, signals } = header;
  if (records === 0) return [];
  const [first = 0] = onsets;
  if (!header.format.endsWith("+D"))
    return [{ onset: first, offset: 0, duration: records * recordSeconds }];
  const samples = Math.max(1, ...signals.map(({ samplesPerRecord }) => samplesPerRecord));
  const tolerance = recordSeconds / samples / 2;
  const starts: { readonly onset: number; readonly record: number }[] = [];
  let end = Number.NEGATIVE_INFINITY;
  onsets.forEach((onset, record) => {
    if (onset === undefined) throw new FormatError(file, { record }, "states no time");
    if (onset < end - tolerance)
      throw new FormatError(file, { record }, `begins at ${onset} s, within the one before it`);
    if (onset > end + tolerance) starts.push({ onset, record });
    end = onset + recordSeconds;
  });
  return starts.map(({ onset, record }, i) => ({
    onset,
    offset: record * recordSeconds,
    duration: ((starts[i + 1]?.record ?? records) - record) * recordSeconds,
  }));
}
