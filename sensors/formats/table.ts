/**
 * @file Text tables (CSV, TSV, blanks), typed: columns of numbers as doubles, columns of text as codes into their
 * different values. Whole files, or in bounded memory piece by piece.
 */
import { nearest } from "#core/errors";
import { joinBytes, newline, withLineEnd, withoutMark } from "./bytes.ts";
import { FormatError } from "./format-error.ts";
import type { NumberColumn, TableColumn, TextColumn } from "./table-columns.ts";
import { findLayout, type LayoutOptions, type TableLayout } from "./table-dialect.ts";
import { RowParser, type Tolerate } from "./table-rows.ts";

export interface TableOptions extends LayoutOptions {
  /** Told of each row that does not fit, which is left out. Default: the first one is thrown. */
  readonly tolerate?: Tolerate;
}

export interface Table {
  readonly file: string;
  readonly rows: number;
  /** Without those of kind "skip". */
  readonly columns: readonly TableColumn[];
}

/** Bytes that are looked at to find the layout. */
const sampleBytes = 1 << 16;
/** Bytes without a line end. */
const longestLine = 1 << 24;

/**
 * Read a whole table. Separator, decimal mark, header and kinds of columns are found out unless given. Throws a
 * {@link FormatError} naming file and line for an empty file, a row of another length, or a text among numbers.
 */
export function readTable(bytes: Uint8Array, file: string, options: TableOptions = {}): Table {
  const text = withLineEnd(withoutMark(bytes));
  const parser = new RowParser(file, layoutOf(text, file, options), options.tolerate);
  parseAll(parser, text, file);
  return { file, rows: parser.rows, columns: parser.take() };
}

/** The same from a stream: one table for every piece of it that holds a row. */
export async function* streamTable(
  pieces: AsyncIterable<Uint8Array>,
  file: string,
  options: TableOptions = {},
): AsyncGenerator<Table> {
  let parser: RowParser | undefined;
  let rest: Uint8Array = new Uint8Array(0);
  for await (const piece of pieces) {
    rest = joinBytes(rest, piece);
    if (!parser && rest.length < sampleBytes) continue;
    const cut = rest.lastIndexOf(newline) + 1;
    if (cut === 0) {
      refuseLongLine(rest.length, file, parser?.line ?? 1);
      continue;
    }
    if (!parser) rest = withoutMark(rest);
    parser ??= new RowParser(
      file,
      layoutOf(rest.subarray(0, cut), file, options),
      options.tolerate,
    );
    rest = rest.subarray(parser.parse(rest.subarray(0, cut)));
    if (parser.rows > 0) yield { file, rows: parser.rows, columns: parser.take() };
  }
  if (!parser) yield readTable(rest, file, options);
  else if (rest.length > 0) {
    parseAll(parser, withLineEnd(rest), file);
    if (parser.rows > 0) yield { file, rows: parser.rows, columns: parser.take() };
  }
}

/** The numbers of a column. Throws a {@link FormatError} that lists the columns and guesses the nearest. */
export function numbersOf(table: Table, name: string): Float64Array {
  return (columnOf(table, name, "number") as NumberColumn).values;
}

/** The texts of a column. Throws as {@link numbersOf} does. */
export function textsOf(table: Table, name: string): TextColumn {
  return columnOf(table, name, "text") as TextColumn;
}

function columnOf({ file, columns }: Table, name: string, kind: TableColumn["kind"]): TableColumn {
  const found = columns.find((column) => column.name === name);
  if (found?.kind === kind) return found;
  const names = columns.map((column) => column.name);
  const guess = nearest(name, names);
  throw new FormatError(
    file,
    { line: 1 },
    found ? `column "${name}" holds ${found.kind}s, expected ${kind}s` : `no column "${name}"`,
    `${found || guess === undefined ? "" : `did you mean "${guess}"? `}columns: ${names.join(", ")}`,
  );
}

function layoutOf(lines: Uint8Array, file: string, options: TableOptions): TableLayout {
  const cut = lines.lastIndexOf(newline, sampleBytes) + 1;
  const sample = cut === 0 ? lines.indexOf(newline) : cut;
  refuseLongLine(sample, file, 1);
  return findLayout(new TextDecoder().decode(lines.subarray(0, sample)), file, options);
}

function parseAll(parser: RowParser, bytes: Uint8Array, file: string): void {
  if (parser.parse(bytes) < bytes.length)
    throw new FormatError(file, { line: parser.line }, "a quote is never closed");
}

function refuseLongLine(bytes: number, file: string, line: number): void {
  if (bytes > longestLine)
    throw new FormatError(file, { line }, `no line end in ${bytes} bytes`, "is this a text file?");
}
