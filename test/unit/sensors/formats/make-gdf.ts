/** @file GDF files of both versions, written byte by byte after the published format. */

export interface GdfTestSignal {
  readonly label: string;
  /** Text in version 1, code in version 2. */
  readonly unit?: string | number;
  readonly physical?: readonly [number, number];
  readonly digital?: readonly [number, number];
  /** Number of the data type: 3 int16, 16 float32, 279 int24, … */
  readonly type?: number;
  readonly records: readonly (readonly number[])[];
}

export interface GdfTestEvent {
  /** 1-based sample. */
  readonly position: number;
  readonly code: number;
  readonly channel?: number;
  readonly duration?: number;
}

export interface GdfTestFile {
  readonly version: string;
  readonly recordSeconds?: readonly [numerator: number, denominator: number];
  readonly statedRecords?: number;
  readonly extraHeader?: number;
  readonly signals: readonly GdfTestSignal[];
  readonly events?: {
    readonly mode: number;
    readonly sampleRate?: number;
    readonly list: readonly GdfTestEvent[];
  };
}

export function makeGdf(file: GdfTestFile): Uint8Array {
  const second = Number(file.version) >= 1.9;
  const { signals } = file;
  const records = signals[0]!.records.length;
  const header = Buffer.alloc(256 * (signals.length + 1) + (file.extraHeader ?? 0));
  header.write(`GDF ${file.version}`, "latin1");
  header.write("P1 someone", 8, "latin1");
  header.write("session T", 88, "latin1");
  if (second) {
    const days = 719_529 + Date.UTC(2008, 5, 1, 12, 30) / 86_400_000;
    header.writeUInt32LE((days % 1) * 2 ** 32, 168);
    header.writeUInt32LE(Math.floor(days), 172);
    header.writeUInt16LE(header.length / 256, 184);
    header.writeUInt16LE(signals.length, 252);
  } else {
    header.write("2008060112300000", 168, "latin1");
    header.writeBigInt64LE(BigInt(header.length), 184);
    header.writeUInt32LE(signals.length, 252);
  }
  header.writeBigInt64LE(BigInt(file.statedRecords ?? records), 236);
  const [numerator, denominator] = file.recordSeconds ?? [1, 1];
  if (Number(file.version) > 2.2) header.writeDoubleLE(numerator / denominator, 244);
  else {
    header.writeUInt32LE(numerator, 244);
    header.writeUInt32LE(denominator, 248);
  }
  signals.forEach((signal, i) => {
    writeSignal(header, signal, i, signals.length, second);
  });
  const data = Array.from({ length: records }, (_, record) =>
    signals.map(({ type = 3, records: all }) => stored(all[record]!, type)),
  );
  return Buffer.concat([header, ...data.flat(), eventTable(file)]);
}

function writeSignal(
  header: Buffer,
  signal: GdfTestSignal,
  i: number,
  count: number,
  second: boolean,
): void {
  const { label, unit, physical = [-100, 100], digital = [-1000, 1000], type = 3 } = signal;
  const place = (before: number, width: number) => 256 + before * count + width * i;
  header.write(label, place(0, 16), "latin1");
  header.write("AgAgCl", place(16, 80), "latin1");
  if (typeof unit === "number") header.writeUInt16LE(unit, place(102, 2));
  else header.write(unit ?? "uV", place(96, 8), "latin1");
  header.writeDoubleLE(physical[0], place(104, 8));
  header.writeDoubleLE(physical[1], place(112, 8));
  digital.forEach((bound, k) => {
    if (second) header.writeDoubleLE(bound, place(120 + 8 * k, 8));
    else header.writeBigInt64LE(BigInt(bound), place(120 + 8 * k, 8));
  });
  if (second) {
    [100, 0.5, Number.NaN].forEach((hertz, k) => {
      header.writeFloatLE(hertz, place(204 + 4 * k, 4));
    });
  } else header.write("HP:0.5Hz", place(136, 80), "latin1");
  header.writeUInt32LE(signal.records[0]!.length, place(216, 4));
  header.writeUInt32LE(type, place(220, 4));
}

function stored(values: readonly number[], type: number): Buffer {
  const write: Record<
    number,
    readonly [number, (data: Buffer, value: number, at: number) => void]
  > = {
    1: [1, (data, value, at) => data.writeInt8(value, at)],
    3: [2, (data, value, at) => data.writeInt16LE(value, at)],
    5: [4, (data, value, at) => data.writeInt32LE(value, at)],
    7: [8, (data, value, at) => data.writeBigInt64LE(BigInt(value), at)],
    16: [4, (data, value, at) => data.writeFloatLE(value, at)],
    17: [8, (data, value, at) => data.writeDoubleLE(value, at)],
    279: [3, (data, value, at) => data.writeIntLE(value, at, 3)],
    535: [3, (data, value, at) => data.writeUIntLE(value, at, 3)],
  };
  const [bytes, put] = write[type] ?? [1, () => undefined];
  const data = Buffer.alloc(values.length * bytes);
  values.forEach((value, i) => {
    put(data, value, i * bytes);
  });
  return data;
}

function eventTable({ version, events }: GdfTestFile): Buffer {
  if (!events) return Buffer.alloc(0);
  const { mode, sampleRate = 0, list } = events;
  const head = Buffer.alloc(8);
  head.writeUInt8(mode, 0);
  if (Number(version) < 1.94) {
    head.writeUIntLE(sampleRate, 1, 3);
    head.writeUInt32LE(list.length, 4);
  } else {
    head.writeUIntLE(list.length, 1, 3);
    head.writeFloatLE(sampleRate, 4);
  }
  const column = (bytes: number, value: (event: GdfTestEvent) => number) => {
    const data = Buffer.alloc(list.length * bytes);
    list.forEach((event, i) => {
      data.writeUIntLE(value(event), i * bytes, bytes);
    });
    return data;
  };
  const always = [column(4, ({ position }) => position), column(2, ({ code }) => code)];
  const more = [
    column(2, ({ channel }) => channel ?? 0),
    column(4, ({ duration }) => duration ?? 0),
  ];
  return Buffer.concat([head, ...always, ...(mode === 3 ? more : [])]);
}
