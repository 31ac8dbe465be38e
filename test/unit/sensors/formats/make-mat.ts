import { deflateSync } from "node:zlib";

export interface MatVariable {
  readonly name: string;
  readonly dimensions: readonly number[];
  /** Array class: 6 double, 7 single, 8 int8, …; 4 characters. */
  readonly arrayClass?: number;
  /** Data type in the file and its bytes. */
  readonly data: readonly [type: number, bytes: Uint8Array];
  readonly flags?: number;
  /** Elements behind the data: an imaginary part. */
  readonly more?: readonly (readonly [type: number, bytes: Uint8Array])[];
}

export interface MatFormat {
  readonly big?: boolean;
  readonly compress?: boolean;
  /** Pack elements of up to 4 bytes into their tags. */
  readonly small?: boolean;
}

/** A MAT file of level 5, written byte by byte after the published format. */
export function makeMat(variables: readonly MatVariable[], format: MatFormat = {}): Uint8Array {
  const header = Buffer.alloc(128, " ");
  header.write("MATLAB 5.0 MAT-file, made for a test");
  header.set(format.big ? [0x01, 0x00, 0x4d, 0x49] : [0x00, 0x01, 0x49, 0x4d], 124);
  const matrices = variables.map((variable) => matrixOf(variable, format));
  const packed = matrices.map((bytes) =>
    format.compress ? element(15, deflateSync(bytes), { ...format, small: false }, false) : bytes,
  );
  return Buffer.concat([header, ...packed]);
}

/** The bytes of doubles. */
export function doubles(values: readonly number[], big = false): Uint8Array {
  const bytes = Buffer.alloc(values.length * 8);
  values.forEach((value, i) => {
    if (big) bytes.writeDoubleBE(value, 8 * i);
    else bytes.writeDoubleLE(value, 8 * i);
  });
  return bytes;
}

function matrixOf(variable: MatVariable, format: MatFormat): Uint8Array {
  const { name, dimensions, arrayClass = 6, data, flags = 0, more = [] } = variable;
  const parts = [
    element(6, words([flags | arrayClass, 0], format), { ...format, small: false }),
    element(5, words(dimensions, format), format),
    element(1, Buffer.from(name), format),
    ...[data, ...more].map(([type, bytes]) => element(type, bytes, format)),
  ];
  return element(14, Buffer.concat(parts), { ...format, small: false });
}

function element(type: number, bytes: Uint8Array, format: MatFormat, pad = true): Uint8Array {
  if (format.small && bytes.length > 0 && bytes.length <= 4) {
    const tag = words([(bytes.length << 16) | type], format);
    return Buffer.concat([tag, bytes, Buffer.alloc(4 - bytes.length)]);
  }
  const padding = Buffer.alloc(pad ? (8 - (bytes.length % 8)) % 8 : 0);
  return Buffer.concat([words([type, bytes.length], format), bytes, padding]);
}

function words(values: readonly number[], { big = false }: MatFormat): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, i) => {
    if (big) bytes.writeUInt32BE(value >>> 0, 4 * i);
    else bytes.writeUInt32LE(value >>> 0, 4 * i);
  });
  return bytes;
}
