/** @file GDF files, versions 1 and 2: signals in physical units, events, gaps. */
import type { Biosignal, Biosignals, Stretch } from "./biosignals.ts";
import { FormatError } from "./format-error.ts";
import { type GdfEvent, readGdfEvents } from "./gdf-events.ts";
import { type GdfHeader, type GdfSignalHeader, readGdfHeader } from "./gdf-header.ts";

export type Gdf = Biosignals<GdfEvent>;

export interface GdfOptions {
  /** Which signals to read, by label; default: all. */
  readonly wanted?: (label: string) => boolean;
  /** Whether numbers at and beyond the digital range are missing (NaN), as the format says, or kept. */
  readonly overflow?: "missing" | "keep";
}

/**
 * Read a file; `file` is used in messages. Throws a {@link FormatError} for what is cut short or contradicts itself.
 *
 * Samples that all signals lack part the file into `stretches`: so the runs of one session are told apart.
 */
export function readGdf(bytes: Uint8Array, file: string, options: GdfOptions = {}): Gdf {
  const header = readGdfHeader(bytes, file);
  const rates = header.signals.map((signal) => signal.samplesPerRecord / header.recordSeconds);
  const events = readGdfEvents(bytes, header, Math.max(...rates));
  const wanted = header.signals.filter(
    ({ label, samplesPerRecord }) => samplesPerRecord > 0 && (options.wanted?.(label) ?? true),
  );
  const signals = wanted.map((signal) =>
    readSignal(bytes, header, signal, options.overflow !== "keep"),
  );
  return {
    format: `GDF ${header.version.toFixed(2)}`,
    ...{ patient: header.patient, recording: header.recording, start: header.start },
    ...{ signals, events, stretches: stretchesOf(header, signals) },
  };
}

function readSignal(
  bytes: Uint8Array,
  header: GdfHeader,
  signal: GdfSignalHeader,
  overflowIsMissing: boolean,
): Biosignal {
  const { label, unit, transducer, prefilter, samplesPerRecord, type, factor, shift } = signal;
  if (!Number.isFinite(factor) || !Number.isFinite(shift) || factor === 0)
    throw new FormatError(
      header.file,
      { byte: 256 },
      `signal "${label}" has no usable physical and digital range`,
      "leave this signal out, or correct its header",
    );
  const [least, most] = overflowIsMissing
    ? signal.digital
    : [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const data = new Float32Array(header.records * samplesPerRecord);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let record = 0, i = 0; record < header.records; record++) {
    let at = header.bytes + record * header.recordBytes + signal.byteInRecord;
    for (let k = 0; k < samplesPerRecord; k++, at += type.bytes) {
      const stored = type.read(view, at, true);
      data[i++] = stored > least && stored < most ? factor * stored + shift : Number.NaN;
    }
  }
  const sampleRate = samplesPerRecord / header.recordSeconds;
  return { label, unit, transducer, prefilter, sampleRate, data };
}

/** Between two of them, every signal of the highest rate is missing. */
function stretchesOf(
  { records, recordSeconds }: GdfHeader,
  signals: readonly Biosignal[],
): Stretch[] {
  const sampleRate = Math.max(0, ...signals.map((signal) => signal.sampleRate));
  const fastest = signals.filter((signal) => signal.sampleRate === sampleRate);
  const samples = fastest[0]?.data.length ?? 0;
  if (samples === 0) return records === 0 ? [] : [stretch(0, records * recordSeconds)];
  const stretches: Stretch[] = [];
  let start = -1;
  for (let t = 0; t <= samples; t++) {
    const missing = t === samples || fastest.every(({ data }) => Number.isNaN(data[t]!));
    if (!missing && start < 0) start = t;
    if (!missing || start < 0) continue;
    stretches.push(stretch(start / sampleRate, (t - start) / sampleRate));
    start = -1;
  }
  return stretches;
}

/** The clock runs on while nothing is recorded. */
function stretch(onset: number, duration: number): Stretch {
  return { onset, offset: onset, duration };
}
