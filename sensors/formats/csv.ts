/** @file Tables of separated values with a header line. */
import { CsvError, parse } from "csv-parse/sync";
import { nearest } from "#core/errors";
import { FormatError } from "./format-error.ts";

export interface CsvTable {
  readonly file: string;
  readonly columns: readonly string[];
  readonly rows: readonly CsvRow[];
}

export interface CsvRow {
  /** 1-based line of the file. */
  readonly line: number;
  /** As many as there are columns. */
  readonly cells: readonly string[];
}

/** Cells that stand for "not measured". */
const missing = new Set(["", "nan", "na", "n/a", "null"]);

/**
 * Parse a table; the separator is a comma, semicolon or tab, whichever the header has most of, unless given. Throws a
 * {@link FormatError} naming file and line for an empty file, rows of unequal length and broken quotes.
 */
export function readCsv(text: string, file: string, delimiter = delimiterOf(text)): CsvTable {
  const [header, ...records] = recordsOf(text, file, delimiter);
  if (!header)
    throw new FormatError(
      file,
      { line: 1 },
      "is empty",
      "expected a header line and rows of values",
    );
  if (records.length === 0)
    throw new FormatError(
      file,
      { line: 2 },
      "a header line, but no rows",
      "record again, or delete the file",
    );
  const rows = records.map(({ record, info }) => ({ line: info.lines, cells: record }));
  return { file, columns: header.record, rows };
}

/** Place of a column. Throws a {@link FormatError} that lists the columns and guesses the nearest. */
export function columnPlace({ file, columns }: CsvTable, name: string): number {
  const place = columns.indexOf(name);
  if (place >= 0) return place;
  const guess = nearest(name, columns);
  const hint = guess === undefined ? "" : `did you mean "${guess}"? `;
  throw new FormatError(
    file,
    { line: 1 },
    `no column "${name}"`,
    `${hint}columns: ${columns.join(", ")}`,
  );
}

/** The number in a cell; NaN where nothing was measured. Throws a {@link FormatError} for any other text. */
export function numberAt({ file, columns }: CsvTable, { line, cells }: CsvRow, place: number) {
  const text = cells[place]!;
  const value = Number(text);
  if (Number.isFinite(value) && text !== "") return value;
  if (missing.has(text.toLowerCase())) return Number.NaN;
  const hint = /^-?\d+,\d+$/.test(text) ? "write decimals with a point" : "expected a number";
  throw new FormatError(file, { line }, `"${text}" in column "${columns[place]}"`, hint);
}

interface ParsedRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

function recordsOf(text: string, file: string, delimiter: string): readonly ParsedRecord[] {
  const options = { delimiter, bom: true, trim: true, skip_empty_lines: true, info: true } as const;
  try {
    return parse(text, options) as unknown as readonly ParsedRecord[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines } = error as unknown as { readonly lines: number };
    const ragged = error.code === "CSV_RECORD_INCONSISTENT_FIELDS_LENGTH";
    throw new FormatError(
      file,
      { line: lines },
      ragged ? "not as many values as the header has columns" : error.message,
      "every row needs a value for every column",
      { cause: error },
    );
  }
}

function delimiterOf(text: string): string {
  const header = text.slice(0, text.search(/[\r\n]|$/));
  const count = (delimiter: string) => header.split(delimiter).length;
  return [",", ";", "\t"].reduce((best, each) => (count(each) > count(best) ? each : best));
}
