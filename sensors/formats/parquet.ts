/** @file Parquet files (hyparquet), as the same typed table that text files are read into. */
import type { ParquetScan } from "hyparquet";
import { messageOf } from "#core/errors";
import { FormatError, type Place } from "./format-error.ts";
import { mostUnpacked, unpackedLimit } from "./inflate.ts";
import type { Table } from "./table.ts";
import type { TableColumn } from "./table-columns.ts";

export interface ParquetOptions {
  /** Columns to read; default: all. Columns of lists or structures are not read. */
  readonly columns?: readonly string[];
}

/** Times and dates become seconds since 1970. */
const parsers = {
  timestampFromMilliseconds: (time: bigint) => Number(time) / 1e3,
  timestampFromMicroseconds: (time: bigint) => Number(time) / 1e6,
  timestampFromNanoseconds: (time: bigint) => Number(time) / 1e9,
  dateFromDays: (days: number) => days * 86_400,
};

/**
 * Read a file, row group by row group; missing values are NaN, or the text "". Throws a {@link FormatError} naming the
 * column.
 */
export async function readParquet(
  bytes: Uint8Array,
  file: string,
  { columns }: ParquetOptions = {},
): Promise<Table> {
  const { parquetScan } = await import("hyparquet");
  const { boundedCompressors } = await import("./parquet-pages.ts");
  const { checkParquetColumn, checkParquetFooter } = await import("./parquet-check.ts");
  const slice = (start: number, end?: number) => new Uint8Array(bytes.subarray(start, end)).buffer;
  const source = { byteLength: bytes.length, slice };
  const options = {
    ...{ file: source, compressors: boundedCompressors, parsers },
    ...{ geoparquet: false, useOffsetIndex: false },
    ...(columns && { columns: [...columns] }),
  };
  const footer = { byte: Math.max(0, bytes.length - 8) };
  const scan = await attempt(
    async () => {
      checkParquetFooter(bytes);
      return parquetScan(options);
    },
    file,
    footer,
  );
  const names = columns ?? topLevelNames(scan);
  const rows = scan.ranges.reduce((sum, { rowStart, rowEnd }) => sum + rowEnd - rowStart, 0);
  if (!(rows * names.length * 8 <= Math.min(mostUnpacked, unpackedLimit(bytes.length))))
    throw new FormatError(
      file,
      { byte: 0 },
      `${rows} rows of ${names.length} columns in ${bytes.length} bytes`,
      "name the columns you need",
    );
  const read: TableColumn[] = [];
  for (const name of names) {
    const entry = { entry: name };
    await attempt(async () => checkParquetColumn(bytes, scan, name), file, entry);
    read.push(await readColumn(scan, rows, name, file));
  }
  return { file, rows, columns: read };
}

function topLevelNames({ metadata }: ParquetScan): readonly string[] {
  const names = metadata.row_groups[0]?.columns.map(
    (column) => column.meta_data?.path_in_schema?.[0],
  );
  return [...new Set(names?.filter((name) => name !== undefined))];
}

async function readColumn(
  { ranges, readColumn: read }: ParquetScan,
  rows: number,
  name: string,
  file: string,
): Promise<TableColumn> {
  const numbers = new Float64Array(rows).fill(Number.NaN);
  const codes = new Int32Array(rows);
  const levels = new Map<string, number>();
  let [row, texts] = [0, 0];
  for (const range of ranges) {
    const values = await attempt(() => read({ ...range, column: name }), file, { entry: name });
    for (let i = 0; i < range.rowEnd - range.rowStart; i++, row++) {
      const value = values[i];
      if (typeof value === "string") texts++;
      if (isNumeric(value)) numbers[row] = Number(value);
      else if (typeof value === "string" || value === null || value === undefined)
        codes[row] = codeOf(levels, value ?? "");
      else refuse(file, { entry: name }, new Error("holds lists or structures"));
    }
  }
  if (texts === 0) return { kind: "number", name, values: numbers };
  if (numbers.some((value) => !Number.isNaN(value)))
    refuse(file, { entry: name }, new Error("holds numbers and texts"));
  return { kind: "text", name, codes, levels: [...levels.keys()] };
}

/** What `read` gives; whatever it throws, said of file and place. */
async function attempt<T>(read: () => Promise<T>, file: string, place: Place): Promise<T> {
  try {
    return await read();
  } catch (error) {
    return refuse(file, place, error);
  }
}

function isNumeric(value: unknown): boolean {
  return typeof value === "number" || typeof value === "bigint" || typeof value === "boolean";
}

function codeOf(levels: Map<string, number>, text: string): number {
  const known = levels.get(text);
  if (known !== undefined) return known;
  levels.set(text, levels.size);
  return levels.size - 1;
}

function refuse(file: string, place: Place, error: unknown): never {
  throw new FormatError(file, place, `can't be read as Parquet: ${messageOf(error)}`);
}
