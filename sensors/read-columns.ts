/** @file Some columns of a file that holds nothing but numbers, without a header. */
import type { SourceFile } from "./files.ts";
import { numbersOf, readTable } from "./formats/table.ts";
import type { Delimiter } from "./formats/table-dialect.ts";

export interface ColumnOptions {
  /** Columns of the file. */
  readonly width: number;
  /** Default: blanks. */
  readonly delimiter?: Delimiter;
}

/** The columns at these 0-based places, in this order; the others are passed over. Throws a `FormatError`. */
export async function readColumns(
  file: SourceFile,
  wanted: readonly number[],
  { width, delimiter = " " }: ColumnOptions,
): Promise<readonly Float64Array[]> {
  const columns = Array.from({ length: width }, (_, i) => `column ${i + 1}`);
  const kinds = Object.fromEntries(
    columns.map((name, i) => [name, wanted.includes(i) ? "number" : "skip"] as const),
  );
  const options = { delimiter, header: false, columns, kinds };
  const table = readTable(await file.bytes(), file.path, options);
  return wanted.map((place) => numbersOf(table, columns[place]!));
}
