/** @file EDF and BDF files, written byte by byte after the published format. */

export interface EdfTestSignal {
  readonly label: string;
  readonly unit?: string;
  readonly physical?: readonly [number | string, number | string];
  readonly digital?: readonly [number | string, number | string];
  /** Stored numbers by record; for annotations the text of each record. */
  readonly records: readonly (readonly number[] | string)[];
}

export interface EdfTestFile {
  readonly version?: string;
  readonly recording?: string;
  readonly reserved?: string;
  readonly recordSeconds?: number;
  readonly statedRecords?: number | string;
  readonly sampleBytes?: 2 | 3;
  /** Bytes of an annotation signal in each record. */
  readonly annotationBytes?: number;
  readonly signals: readonly EdfTestSignal[];
}

export function makeEdf(file: EdfTestFile): Uint8Array {
  const { signals, sampleBytes = 2, annotationBytes = 60 } = file;
  const records = signals[0]!.records.length;
  const field = (bytes: number, value: string | number) =>
    String(value).padEnd(bytes).slice(0, bytes);
  const each = (bytes: number, value: (signal: EdfTestSignal) => string | number) =>
    signals.map((signal) => field(bytes, value(signal))).join("");
  const samples = ({ records: [first] }: EdfTestSignal) =>
    typeof first === "string" ? annotationBytes / sampleBytes : (first?.length ?? 1);
  const header = [
    field(8, file.version ?? "0"),
    field(80, "X F 01-JAN-1990 someone"),
    field(80, file.recording ?? "a recording"),
    "02.03.04",
    "05.06.07",
    field(8, 256 * (signals.length + 1)),
    field(44, file.reserved ?? ""),
    field(8, file.statedRecords ?? records),
    field(8, file.recordSeconds ?? 1),
    field(4, signals.length),
    each(16, ({ label }) => label),
    each(80, () => "AgAgCl electrode"),
    each(8, ({ unit }) => unit ?? "uV"),
    each(8, ({ physical }) => physical?.[0] ?? -100),
    each(8, ({ physical }) => physical?.[1] ?? 100),
    each(8, ({ digital }) => digital?.[0] ?? -1000),
    each(8, ({ digital }) => digital?.[1] ?? 1000),
    each(80, () => "HP:0.1Hz LP:75Hz"),
    each(8, samples),
    each(32, () => ""),
  ].join("");
  const data = Array.from({ length: records }, (_, record) =>
    signals.map(({ records: all }) => {
      const stored = all[record]!;
      if (typeof stored !== "string") return integers(stored, sampleBytes);
      return Buffer.concat([Buffer.from(stored), Buffer.alloc(annotationBytes)]).subarray(
        0,
        annotationBytes,
      );
    }),
  );
  return Buffer.concat([Buffer.from(header, "latin1"), ...data.flat()]);
}

/** A time-stamped list of EDF+. */
export function annotation(onset: string, texts: readonly string[], duration?: string): string {
  const times = duration === undefined ? onset : `${onset}\u0015${duration}`;
  return `${times}\u0014${texts.map((text) => `${text}\u0014`).join("")}\u0000`;
}

function integers(values: readonly number[], bytes: 2 | 3): Buffer {
  const data = Buffer.alloc(values.length * bytes);
  values.forEach((value, i) => {
    data.writeIntLE(value, i * bytes, bytes);
  });
  return data;
}
