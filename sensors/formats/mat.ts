/**
 * @file Numeric arrays of MATLAB Level-5 MAT files (versions 5 to 7), compressed or not, of either byte order.
 * Source: MathWorks, "MAT-File Format", chapter 1 (level 5).
 */
import { inflateSync } from "node:zlib";
import { messageOf, UserError } from "#core/errors";

/** A numeric array; `data` in MATLAB's order, the first dimension fastest. */
export interface MatArray {
  readonly dimensions: readonly number[];
  readonly data: Float64Array;
}

/** A file that is no MAT file, is cut short, or contradicts itself. */
export class MatError extends UserError {
  override readonly name = "MatError";
  /** Byte in the file where reading stopped; inside a compressed variable, the byte where that begins. */
  readonly offset: number;

  constructor(file: string, offset: number, problem: string, help?: string) {
    super(`${file}: ${problem} (at byte ${offset})`, help);
    this.offset = offset;
  }
}

const headerBytes = 128;
const compressed = 15;
const matrix = 14;
const limits = { inflated: 1 << 28, dimensions: 16 } as const;

type Reader = (view: DataView, at: number, little: boolean) => number;

/** By data type in the file: bytes per number, and how to read one. */
const numberTypes: Readonly<Record<number, readonly [bytes: number, read: Reader]>> = {
  1: [1, (view, at) => view.getInt8(at)],
  2: [1, (view, at) => view.getUint8(at)],
  3: [2, (view, at, little) => view.getInt16(at, little)],
  4: [2, (view, at, little) => view.getUint16(at, little)],
  5: [4, (view, at, little) => view.getInt32(at, little)],
  6: [4, (view, at, little) => view.getUint32(at, little)],
  7: [4, (view, at, little) => view.getFloat32(at, little)],
  9: [8, (view, at, little) => view.getFloat64(at, little)],
  12: [8, (view, at, little) => Number(view.getBigInt64(at, little))],
  13: [8, (view, at, little) => Number(view.getBigUint64(at, little))],
};

/** Array classes double … uint64; cells, structures, characters and sparse arrays are passed over. */
const isNumericClass = (arrayClass: number) => arrayClass >= 6 && arrayClass <= 15;

/** A stretch of the file, or of an inflated variable. */
interface Block {
  readonly file: string;
  readonly view: DataView;
  readonly little: boolean;
  /** For messages: the file offset of byte 0. Inflated: that of the variable, not to be added to. */
  readonly origin: number;
  readonly inflated: boolean;
}

interface Element {
  readonly type: number;
  readonly start: number;
  readonly bytes: number;
  /** Where the next element begins. */
  readonly next: number;
}

/** The numeric variables of a file by name; `file` is used in messages. Throws a {@link MatError}. */
export function readMat(bytes: Uint8Array, file: string): ReadonlyMap<string, MatArray> {
  const block = openMat(bytes, file);
  const variables = new Map<string, MatArray>();
  for (let at = headerBytes; at < bytes.length; ) {
    const element = elementAt(block, at);
    if (element.type === compressed) addInflated(variables, block, element, at);
    else if (element.type === matrix) addMatrix(variables, block, element);
    at = element.next;
  }
  return variables;
}

/** The variable of that name. Throws a {@link MatError} that lists the others. */
export function matVariable(bytes: Uint8Array, file: string, name: string): MatArray {
  const variables = readMat(bytes, file);
  const found = variables.get(name);
  if (found) return found;
  const known = [...variables.keys()].join(", ") || "none";
  throw new MatError(file, headerBytes, `no numeric variable "${name}"; it holds: ${known}`);
}

function openMat(bytes: Uint8Array, file: string): Block {
  if (bytes.length < headerBytes)
    throw new MatError(file, bytes.length, "shorter than the header of a MAT file", "get it again");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const mark = view.getUint16(126, true);
  if (mark !== 0x4d49 && mark !== 0x494d) {
    const hdf = bytes[0] === 0x89 && bytes[1] === 0x48;
    const problem = hdf ? "an HDF5 file" : "not a MAT file of level 5";
    throw new MatError(file, 126, problem, "save it in MATLAB with save(…, '-v7')");
  }
  const little = mark === 0x4d49;
  const version = view.getUint16(124, little);
  if (version !== 0x0100)
    throw new MatError(
      file,
      124,
      `MAT version ${(version >> 8).toString()}.${version & 255}, expected 1.0 (MATLAB 5 to 7)`,
      "save it in MATLAB with save(…, '-v7')",
    );
  return { file, view, little, origin: 0, inflated: false };
}

/** Tag: type and byte count of 4 bytes each; or both in 4 bytes with up to 4 bytes of data after them. */
function elementAt(block: Block, at: number): Element {
  const { view, little, inflated } = block;
  if (at + 8 > view.byteLength) refuse(block, at, "cut short inside a tag");
  const word = view.getUint32(at, little);
  const small = word >>> 16;
  if (small > 4) refuse(block, at, `a small element of ${small} bytes, at most 4 fit`);
  if (small > 0) return { type: word & 0xffff, start: at + 4, bytes: small, next: at + 8 };
  const bytes = view.getUint32(at + 4, little);
  const start = at + 8;
  if (bytes > view.byteLength - start)
    refuse(
      block,
      at,
      `cut short: an element of ${bytes} bytes, ${view.byteLength - start} are left`,
    );
  const padded = word === compressed && !inflated ? bytes : Math.ceil(bytes / 8) * 8;
  return { type: word, start, bytes, next: start + padded };
}

function addInflated(
  variables: Map<string, MatArray>,
  block: Block,
  { start, bytes }: Element,
  at: number,
): void {
  const { file, view, little } = block;
  let plain: Uint8Array;
  try {
    const packed = new Uint8Array(view.buffer, view.byteOffset + start, bytes);
    plain = inflateSync(packed, { maxOutputLength: limits.inflated });
  } catch (error) {
    throw new MatError(file, at, `a compressed variable is damaged: ${messageOf(error)}`);
  }
  const inner: Block = {
    file,
    little,
    origin: at,
    inflated: true,
    view: new DataView(plain.buffer, plain.byteOffset, plain.byteLength),
  };
  const element = elementAt(inner, 0);
  if (element.type === matrix) addMatrix(variables, inner, element);
}

/** Subelements: flags, dimensions, name, real part, and perhaps an imaginary part. */
function addMatrix(variables: Map<string, MatArray>, block: Block, element: Element): void {
  if (element.bytes === 0) return;
  const flags = elementAt(block, element.start);
  if (flags.bytes < 8) refuse(block, flags.start, "array flags of less than 8 bytes");
  const flagWord = block.view.getUint32(flags.start, block.little);
  if (!isNumericClass(flagWord & 0xff)) return;
  const size = elementAt(block, flags.next);
  const dimensions = [...numbersOf(block, size)];
  const label = elementAt(block, size.next);
  const name = String.fromCharCode(...numbersOf(block, label));
  if ((flagWord & 0x0800) !== 0) refuse(block, element.start, `"${name}" is complex`);
  const real = elementAt(block, label.next);
  checkDimensions(block, size.start, name, dimensions, countOf(block, real));
  variables.set(name, { dimensions, data: numbersOf(block, real) });
}

function checkDimensions(
  block: Block,
  at: number,
  name: string,
  dimensions: readonly number[],
  count: number,
): void {
  const shape = dimensions.join(" × ");
  const plausible =
    dimensions.length >= 2 &&
    dimensions.length <= limits.dimensions &&
    dimensions.every((length) => length >= 0);
  if (!plausible) refuse(block, at, `"${name}" has the dimensions ${shape}`);
  if (dimensions.reduce((product, length) => product * length, 1) !== count)
    refuse(block, at, `"${name}" is ${shape}, but ${count} numbers follow`);
}

function typeOf(block: Block, { type, start }: Element): readonly [number, Reader] {
  return numberTypes[type] ?? refuse(block, start, `no numeric data type: ${type}`);
}

function countOf(block: Block, element: Element): number {
  return element.bytes / typeOf(block, element)[0];
}

function numbersOf(block: Block, element: Element): Float64Array {
  const [width, read] = typeOf(block, element);
  const count = countOf(block, element);
  if (!Number.isInteger(count))
    refuse(block, element.start, `${element.bytes} bytes are no whole number of values`);
  const numbers = new Float64Array(count);
  for (let i = 0; i < count; i++)
    numbers[i] = read(block.view, element.start + i * width, block.little);
  return numbers;
}

function refuse({ file, origin, inflated }: Block, at: number, problem: string): never {
  throw new MatError(file, inflated ? origin : at, problem, "get the file again, or save it anew");
}
