/**
 * @file The elements that MAT files of level 5 are made of: a tag of type and size, then data, padded to 8 bytes.
 * Source: MathWorks, "MAT-File Format", chapter 1.
 */
import { ByteReader } from "./byte-reader.ts";
import { FormatError, type Place } from "./format-error.ts";
import { type NumberType, numberTypes } from "./number-types.ts";

/** A stretch of the file, or of an inflated variable. */
export interface MatBlock {
  readonly reader: ByteReader;
  readonly little: boolean;
  /** For messages, inside an inflated variable: the byte of the file where that begins. */
  readonly variableAt: number | undefined;
}

export interface MatElement {
  readonly type: number;
  readonly start: number;
  readonly bytes: number;
  /** Where the next element begins. */
  readonly next: number;
}

export const elementTypes = { compressed: 15, matrix: 14, utf8: 16 } as const;

/** By the type in the tag. Characters are numbers, too: UTF-16 and UTF-32. */
const types: Readonly<Record<number, NumberType>> = {
  1: numberTypes.int8,
  2: numberTypes.uint8,
  3: numberTypes.int16,
  4: numberTypes.uint16,
  5: numberTypes.int32,
  6: numberTypes.uint32,
  7: numberTypes.float32,
  9: numberTypes.float64,
  12: numberTypes.int64,
  13: numberTypes.uint64,
  16: numberTypes.uint8,
  17: numberTypes.uint16,
  18: numberTypes.uint32,
};

export function matBlock(
  bytes: Uint8Array,
  file: string,
  little: boolean,
  variableAt?: number,
): MatBlock {
  return { reader: new ByteReader(bytes, file), little, variableAt };
}

/** Tag: type and byte count of 4 bytes each; or both in 4 bytes with up to 4 bytes of data after them. */
export function elementAt(block: MatBlock, at: number, end: number): MatElement {
  const { little, variableAt } = block;
  const { view } = block.reader;
  if (at + 8 > end) refuseAt(block, at, "cut short inside a tag");
  const word = view.getUint32(at, little);
  const small = word >>> 16;
  if (small > 4) refuseAt(block, at, `a small element of ${small} bytes, at most 4 fit`);
  if (small > 0) return { type: word & 0xffff, start: at + 4, bytes: small, next: at + 8 };
  const bytes = view.getUint32(at + 4, little);
  const start = at + 8;
  if (bytes > end - start)
    refuseAt(block, at, `cut short: an element of ${bytes} bytes, ${end - start} are left`);
  const whole = word === elementTypes.compressed && variableAt === undefined;
  return { type: word, start, bytes, next: start + (whole ? bytes : Math.ceil(bytes / 8) * 8) };
}

/** The numbers of an element; refuses one of another kind. */
export function numbersOf(block: MatBlock, { type, start, bytes }: MatElement): Float64Array {
  const stored = types[type] ?? refuseAt(block, start, `no numeric data type: ${type}`);
  const count = bytes / stored.bytes;
  if (!Number.isInteger(count))
    refuseAt(block, start, `${bytes} bytes are no whole number of values`);
  const { view } = block.reader;
  const numbers = new Float64Array(count);
  for (let i = 0; i < count; i++)
    numbers[i] = stored.read(view, start + i * stored.bytes, block.little);
  return numbers;
}

/** As many characters as the element has, of whatever encoding. */
export function textOf(block: MatBlock, element: MatElement): string {
  const { type, start, bytes } = element;
  const raw = block.reader.bytes.subarray(start, start + bytes);
  if (type === elementTypes.utf8) return new TextDecoder().decode(raw);
  const codes = numbersOf(block, element);
  return Array.from(codes, (code) =>
    String.fromCodePoint(Math.min(code & 0x1fffff, 0x10ffff)),
  ).join("");
}

export function placeOf({ variableAt }: MatBlock, at: number): Place {
  return { byte: variableAt ?? at };
}

export function refuseAt(block: MatBlock, at: number, problem: string): never {
  throw new FormatError(
    block.reader.file,
    placeOf(block, at),
    problem,
    "get the file again, or save it anew",
  );
}
