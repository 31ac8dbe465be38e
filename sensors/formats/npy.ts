/** @file NumPy's `.npy` files. Source: NumPy, "NEP 1 — A simple file format for NumPy arrays", versions 1 to 3. */
import { ByteReader } from "./byte-reader.ts";
import { type NumberType, numberTypes } from "./number-types.ts";

/** Row-major, the last axis fastest, however the file is ordered. */
export type NpyArray =
  | { readonly kind: "numbers"; readonly shape: readonly number[]; readonly data: Float64Array }
  | { readonly kind: "texts"; readonly shape: readonly number[]; readonly data: readonly string[] };

interface NpyHeader {
  /** `<f8`: byte order, kind, bytes. */
  readonly order: string;
  readonly kind: string;
  readonly bytes: number;
  readonly fortran: boolean;
  readonly shape: readonly number[];
}

/** By kind and bytes. */
const types: Readonly<Record<string, NumberType>> = {
  b1: numberTypes.uint8,
  i1: numberTypes.int8,
  u1: numberTypes.uint8,
  i2: numberTypes.int16,
  u2: numberTypes.uint16,
  i4: numberTypes.int32,
  u4: numberTypes.uint32,
  i8: numberTypes.int64,
  u8: numberTypes.uint64,
  f2: numberTypes.float16,
  f4: numberTypes.float32,
  f8: numberTypes.float64,
};

const saveAnew = "save numbers or texts with numpy.save(…, allow_pickle=False)";
const mostDimensions = 32;

/** Read one array; `file` is used in messages. Throws a `FormatError` naming the byte. */
export function readNpy(bytes: Uint8Array, file: string): NpyArray {
  const reader = new ByteReader(bytes, file);
  const header = readHeader(reader);
  const { shape, kind, fortran } = header;
  const count = shape.reduce((product, length) => product * length, 1);
  const start = reader.at;
  if (!Number.isSafeInteger(count)) reader.refuse(`an array of ${shape.join(" × ")} values`);
  if (kind === "U") {
    reader.take(count * header.bytes * 4, `an array of ${shape.join(" × ")} texts`);
    const texts = Array.from({ length: count }, (_, i) => textAt(reader, start, header, i));
    return { kind: "texts", shape, data: fortran ? rowMajor(texts, shape) : texts };
  }
  const type = types[`${kind}${header.bytes}`]!;
  reader.take(count * type.bytes, `an array of ${shape.join(" × ")} numbers`);
  const numbers = new Float64Array(count);
  for (let i = 0; i < count; i++)
    numbers[i] = type.read(reader.view, start + i * type.bytes, header.order !== ">");
  const data = fortran ? Float64Array.from(rowMajor(numbers, shape)) : numbers;
  return { kind: "numbers", shape, data };
}

/** Magic, version, length, then a Python dictionary. */
function readHeader(reader: ByteReader): NpyHeader {
  const { view } = reader;
  const marked = reader.bytes[0] === 0x93 && reader.text(6, "the signature").endsWith("NUMPY");
  if (!marked) reader.refuse("not a .npy file", 0);
  const major = view.getUint8(reader.take(2, "the version"));
  if (major < 1 || major > 3) reader.refuse(`version ${major}, expected 1 to 3`, 6);
  const at = reader.take(major === 1 ? 2 : 4, "the size of the header");
  const bytes = major === 1 ? view.getUint16(at, true) : view.getUint32(at, true);
  const start = reader.at;
  const text = reader.text(bytes, "the header");
  const field = (name: string, value: string) =>
    new RegExp(`['"]${name}['"]\\s*:\\s*${value}`).exec(text)?.[1];
  const descr = /^([<>|=])([a-zA-Z])(\d+)$/.exec(field("descr", "['\"]([^'\"]*)['\"]") ?? "");
  const shape = field("shape", "\\(([\\d, ]*)\\)")
    ?.split(",")
    .map((length) => length.trim());
  const [, order = "", kind = "", size = ""] = descr ?? [];
  const known = (kind === "U" && Number(size) > 0) || types[`${kind}${size}`] !== undefined;
  if (!known || !shape || shape.length > mostDimensions + 1)
    return reader.refuse(`no array of numbers or texts: ${text.slice(0, 80)}`, start, saveAnew);
  return {
    ...{ order, kind, bytes: Number(size) },
    fortran: field("fortran_order", "(True)") !== undefined,
    shape: shape.filter((length) => length !== "").map(Number),
  };
}

/** UTF-32, padded with zeros. */
function textAt(
  { view }: ByteReader,
  start: number,
  { order, bytes }: NpyHeader,
  i: number,
): string {
  let text = "";
  for (let k = 0; k < bytes; k++) {
    const code = view.getUint32(start + 4 * (i * bytes + k), order !== ">");
    if (code === 0) break;
    text += String.fromCodePoint(Math.min(code, 0x10ffff));
  }
  return text;
}

/** From the first axis fastest to the last axis fastest. */
function rowMajor<T>(data: ArrayLike<T>, shape: readonly number[]): T[] {
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((a, b) => a * b, 1));
  const place = new Array<number>(shape.length).fill(0);
  return Array.from({ length: data.length }, () => {
    const at = place.reduce((sum, index, axis) => sum + index * strides[axis]!, 0);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place[axis]!++;
      if (place[axis]! < shape[axis]!) break;
      place[axis] = 0;
    }
    return data[at]!;
  });
}
