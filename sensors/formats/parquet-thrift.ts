/**
 * @file The headers of a Parquet file, walked before the library reads them: it reads numbers of any length, in time that
 * grows with their square, and structures of any depth. Source: Thrift's compact protocol.
 */
import type { DataReader } from "hyparquet";

/** Of seven bits: what 64 bits take. */
const mostBytes = 10;
/** The footer of a Parquet file has six levels. */
const mostDepth = 16;

const types = { stop: 0, true: 1, false: 2, byte: 3, double: 7, binary: 8, list: 9, struct: 12 };

/** Throws an `Error` where the structure at the reader's place is none; the place stays. */
export function checkStruct({ view, offset }: DataReader): void {
  skipStruct({ view, offset }, 0);
}

/** Go past a number. Throws an `Error` where it has more than 64 bits. */
export function skipNumber(reader: DataReader): void {
  for (let i = 0; i < mostBytes; i++) if (reader.view.getUint8(reader.offset++) < 128) return;
  throw new Error("a number of more than 64 bits");
}

function skipStruct(reader: DataReader, depth: number): void {
  if (depth > mostDepth) throw new Error(`structures ${depth} levels deep`);
  for (;;) {
    const head = reader.view.getUint8(reader.offset++);
    const type = head & 15;
    if (type === types.stop) return;
    if (head >> 4 === 0) skipNumber(reader);
    if (type !== types.true && type !== types.false) skipValue(reader, type, depth);
  }
}

function skipValue(reader: DataReader, type: number, depth: number): void {
  if (type === types.byte) reader.offset++;
  else if (type === types.double) reader.offset += 8;
  else if (type === types.binary) skipBytes(reader);
  else if (type === types.list) skipList(reader, depth);
  else if (type === types.struct) skipStruct(reader, depth + 1);
  else skipNumber(reader); // the library refuses types that it does not know
}

function skipBytes(reader: DataReader): void {
  const length = readLength(reader); // moves the reader
  reader.offset += length;
}

function skipList(reader: DataReader, depth: number): void {
  const head = reader.view.getUint8(reader.offset++);
  const type = head & 15;
  const count = head >> 4 === 15 ? readLength(reader) : head >> 4;
  const one = type === types.true || type === types.false ? types.byte : type;
  for (let i = 0; i < count; i++) skipValue(reader, one, depth + 1);
}

/** A length that what is left can hold: everything takes a byte at least. */
function readLength(reader: DataReader): number {
  let [length, unit] = [0, 1];
  for (let byte = 128; byte >= 128; unit *= 128) {
    byte = reader.view.getUint8(reader.offset++);
    length += (byte & 127) * unit;
  }
  const left = reader.view.byteLength - reader.offset;
  if (length > left) throw new Error(`a length of ${length} where ${left} bytes are left`);
  return length;
}
