/**
 * @file What the pages of a Parquet file promise, checked before the library decodes them: it believes every count and
 * would write as many values as a page of ten bytes asks for. Source: the Parquet format, "Data Pages" and "Encodings".
 */
import type { ColumnMetaData, DataReader, PageHeader, ParquetScan, SchemaTree } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import { decompressPage } from "hyparquet/src/datapage.js";
import { deltaBinaryUnpack } from "hyparquet/src/delta.js";
import {
  getMaxDefinitionLevel,
  getMaxRepetitionLevel,
  getSchemaPath,
} from "hyparquet/src/schema.js";
import { readVarInt } from "hyparquet/src/thrift.js";
import { unpackedLimit } from "./inflate.ts";
import { boundedCompressors } from "./parquet-pages.ts";
import { checkStruct, skipNumber } from "./parquet-thrift.ts";

/** Throws an `Error` where the file's last structure, which says what is in it, can't be read in reasonable time. */
export function checkParquetFooter(bytes: Uint8Array): void {
  const view = viewOf(bytes);
  const end = bytes.length - 8; // behind it its length, and "PAR1"
  const start = end < 0 ? -1 : end - view.getUint32(end, true);
  if (start >= 0) checkStruct({ view, offset: start }); // else the library says what is wrong
}

/** Throws an `Error` where decoding a column would take more memory or time than its rows are worth. */
export function checkParquetColumn(
  bytes: Uint8Array,
  { metadata }: Pick<ParquetScan, "metadata">,
  name: string,
): void {
  for (const { columns, num_rows } of metadata.row_groups) {
    for (const { meta_data: column } of columns) {
      if (column?.path_in_schema[0] !== name) continue;
      const path = getSchemaPath(metadata.schema, column.path_in_schema);
      if (getMaxRepetitionLevel(path) > 0 || path.length > 2)
        throw new Error("holds lists or structures");
      checkChunk(chunkOf(bytes, column), column, path, Number(num_rows));
    }
  }
}

function chunkOf(bytes: Uint8Array, column: ColumnMetaData): DataReader {
  const { data_page_offset, dictionary_page_offset, total_compressed_size } = column;
  const start = Number(dictionary_page_offset || data_page_offset);
  const end = start + Number(total_compressed_size);
  if (!(start >= 0 && end >= start && end <= bytes.length))
    throw new Error(`a column lies at the bytes ${start} to ${end} of ${bytes.length}`);
  return { view: viewOf(bytes.subarray(start, end)), offset: 0 };
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

function checkChunk(
  reader: DataReader,
  column: ColumnMetaData,
  path: SchemaTree[],
  rows: number,
): void {
  let left = rows;
  while (left > 0 && reader.offset < reader.view.byteLength - 1) {
    checkStruct(reader);
    const header = parquetHeader(reader);
    const size = header.compressed_page_size;
    if (!(size >= 0 && reader.offset + size <= reader.view.byteLength))
      throw new Error(`a page takes ${size} bytes, more than its column has`);
    const { buffer, byteOffset } = reader.view;
    const packed = new Uint8Array(buffer, byteOffset + reader.offset, size);
    reader.offset += size;
    left -= checkPage(packed, header, column, path, left);
  }
}

/** How many values the page has. */
function checkPage(
  packed: Uint8Array,
  header: PageHeader,
  column: ColumnMetaData,
  path: SchemaTree[],
  most: number,
): number {
  const { data_page_header: first, data_page_header_v2: second, dictionary_page_header } = header;
  if (header.type === "DICTIONARY_PAGE" && dictionary_page_header) {
    const { num_values: count } = dictionary_page_header;
    if (!(count >= 0 && count <= 8 * header.uncompressed_page_size))
      throw new Error(`a dictionary of ${count} values in ${header.uncompressed_page_size} bytes`);
    return 0;
  }
  const about = header.type === "DATA_PAGE" ? first : second;
  if (!about) return 0; // the library says what is wrong
  const { num_values: count, encoding } = about;
  if (!(count >= 0 && count <= most))
    throw new Error(`a page of ${count} values, where ${most} rows are left`);
  const levels = getMaxDefinitionLevel(path) > 0;
  const values = second
    ? valuesOfSecond(packed, header, column)
    : valuesOfFirst(unpacked(packed, header.uncompressed_page_size, column), levels && count);
  checkValues(values, encoding, column, count);
  return count;
}

function unpacked(packed: Uint8Array, size: number, { codec }: ColumnMetaData): Uint8Array {
  return decompressPage(packed, Number(size), codec, boundedCompressors);
}

/** Version 1: definition levels with their length before them, packed together with the values. */
function valuesOfFirst(page: Uint8Array, levels: number | false): DataReader {
  const reader = { view: viewOf(page), offset: 0 };
  if (levels === false) return reader;
  const length = reader.view.getUint32(0, true);
  checkRuns({ view: reader.view, offset: 4 }, 1, levels);
  return { view: reader.view, offset: 4 + length };
}

/** Version 2: levels of known length, never packed; checked where they stand, as nulls are few bits each. */
function valuesOfSecond(
  packed: Uint8Array,
  header: PageHeader,
  column: ColumnMetaData,
): DataReader {
  const about = header.data_page_header_v2!;
  const lengths = [about.repetition_levels_byte_length, about.definition_levels_byte_length];
  const before = lengths[0]! + lengths[1]!;
  if (!(lengths.every((length) => length >= 0) && before <= packed.length))
    throw new Error(`levels of ${before} bytes in a page of ${packed.length}`);
  if (lengths[1]! > 0)
    checkRuns({ view: viewOf(packed), offset: lengths[0]! }, 1, about.num_values);
  const rest = packed.subarray(before);
  const size = header.uncompressed_page_size - before;
  const page = about.is_compressed === false ? rest : unpacked(rest, size, column);
  return { view: viewOf(page), offset: 0 };
}

function checkValues(
  reader: DataReader,
  encoding: string | undefined,
  { type }: ColumnMetaData,
  count: number,
): void {
  if (count === 0 || encoding === undefined) return;
  const runs = encoding === "RLE" || encoding.endsWith("_DICTIONARY");
  if (runs && (encoding === "RLE") !== (type === "BOOLEAN"))
    throw new Error(`values of the type ${type} are encoded as ${encoding}`);
  if (runs) {
    const width = type === "BOOLEAN" ? 1 : reader.view.getUint8(reader.offset++);
    if (type === "BOOLEAN") reader.offset += 4; // their length comes first
    checkRuns(reader, width, count);
  } else if (encoding === "DELTA_BINARY_PACKED") checkBlocks(reader, count);
  else if (encoding === "DELTA_BYTE_ARRAY") checkPrefixes(reader, count);
}

/** Runs of equal values and of packed ones, up to `count`: none may go beyond, but for the padding of the last eight. */
function checkRuns({ view, offset }: DataReader, width: number, count: number): void {
  const reader = { view, offset };
  for (let seen = 0; seen < count; ) {
    if (reader.offset >= view.byteLength) return; // the library says that it is cut short, or pads
    const header = readVarInt(reader);
    const packed = (header & 1) === 1;
    const length = packed ? (header >>> 1) * 8 : header >>> 1;
    if (length > count - seen + 7)
      throw new Error(`a run of ${length} values in a page of ${count}`);
    reader.offset += packed ? (length / 8) * width : (width + 7) >> 3;
    seen += length;
  }
}

/** Miniblocks of a block; the library keeps a byte for each. */
const mostMiniblocks = 4096;

/** Blocks of differences, up to `count` values: a smallest one, the width of each miniblock, the miniblocks. */
function checkBlocks({ view, offset }: DataReader, count: number): void {
  const reader = { view, offset };
  const [size, miniblocks] = [readVarInt(reader), readVarInt(reader)];
  if (!(miniblocks > 0 && miniblocks <= mostMiniblocks && size > 0 && size % miniblocks === 0))
    throw new Error(`blocks of ${size} values in ${miniblocks} parts`);
  skipNumber(reader); // of values
  skipNumber(reader); // the first
  for (let seen = 1; seen < count; seen += size) {
    skipNumber(reader);
    let bits = 0;
    for (let i = 0; i < miniblocks; i++) bits += view.getUint8(reader.offset++);
    reader.offset += (size / miniblocks / 8) * bits;
    if (reader.offset > view.byteLength) return; // the last block may be cut, and the library says where it may not
  }
}

/** Each value repeats the beginning of the one before: together they may not outgrow the page beyond measure. */
function checkPrefixes({ view, offset }: DataReader, count: number): void {
  const reader = { view, offset };
  const prefixes = new Int32Array(count);
  deltaBinaryUnpack(reader, count, prefixes);
  const sum = prefixes.reduce((a, b) => a + Math.max(0, b), 0);
  if (sum > unpackedLimit(view.byteLength))
    throw new Error(`a page of ${view.byteLength} bytes unpacks to ${sum}`);
}
