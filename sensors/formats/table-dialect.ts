/** @file How a text file writes its table: separator, decimal mark, header line, kinds of columns; found by looking. */
import { FormatError } from "./format-error.ts";

/** `" "` stands for any number of blanks and tabs. */
export type Delimiter = "," | ";" | "\t" | "|" | " ";

export type ColumnKind = "number" | "text" | "skip";

export interface TableDialect {
  readonly delimiter: Delimiter;
  readonly decimal: "." | ",";
  /** Whether the first line names the columns. */
  readonly header: boolean;
  /** Lines that begin with it say nothing about the table: "#", "%", "@". */
  readonly comment?: string | undefined;
  /** Ends a row as a line end does: ";" in the text files of WISDM. */
  readonly terminator?: string | undefined;
}

export interface TableLayout {
  readonly dialect: TableDialect;
  readonly columns: readonly string[];
  readonly kinds: readonly ColumnKind[];
}

/** What the caller knows; the rest is found out. */
export interface LayoutOptions {
  readonly delimiter?: Delimiter;
  readonly decimal?: "." | ",";
  readonly header?: boolean;
  readonly comment?: string;
  readonly terminator?: string;
  /** Names, where the file has no header line. Default: "column 1", "column 2", … */
  readonly columns?: readonly string[];
  /** By column name. Default: numbers where the first lines have numbers, else text. */
  readonly kinds?: Readonly<Record<string, ColumnKind>>;
}

/** Cells that stand for "not measured". */
const missing = new Set(["", "nan", "na", "n/a", "null", "none", "?"]);
const delimiters: readonly Delimiter[] = [",", ";", "\t", "|", " "];
const sampleLines = 100;

export function isMissing(cell: string): boolean {
  return missing.has(cell.toLowerCase());
}

/** The number in a cell, NaN where nothing was measured; `undefined` for any other text. */
export function numberIn(cell: string, decimal: "." | ","): number | undefined {
  const value = Number(decimal === "," ? cell.replace(",", ".") : cell);
  if (cell !== "" && Number.isFinite(value)) return value;
  return isMissing(cell) ? Number.NaN : undefined;
}

/** Look at the beginning of a file, whole lines. Throws a {@link FormatError} where there is no row. */
export function findLayout(sample: string, file: string, options: LayoutOptions): TableLayout {
  const lines = linesOf(sample, options);
  if (lines.length === 0)
    throw new FormatError(file, { line: 1 }, "is empty", "expected rows of values");
  const delimiter = options.delimiter ?? delimiterOf(lines);
  const rows = lines.map((line) => splitCells(line, delimiter));
  const decimal = options.decimal ?? decimalOf(rows, delimiter);
  const header = options.header ?? (options.columns === undefined && isHeader(rows[0]!, decimal));
  const body = header ? rows.slice(1) : rows;
  const columns = header ? rows[0]! : (options.columns ?? numbered(rows[0]!));
  const { comment, terminator } = options;
  return {
    dialect: { delimiter, decimal, header, comment, terminator },
    columns,
    kinds: columns.map((name, i) => options.kinds?.[name] ?? kindOf(body, i, decimal)),
  };
}

function linesOf(sample: string, { comment, terminator }: LayoutOptions): readonly string[] {
  const text = terminator === undefined ? sample : sample.replaceAll(terminator, "\n");
  return text
    .replace(/^\ufeff/, "")
    .split(/\r?\n|\r/)
    .filter((line) => line.trim() !== "" && (comment === undefined || !line.startsWith(comment)))
    .slice(0, sampleLines);
}

/** The separator that cuts most lines into equally many cells; of several, the one that makes most cells. */
function delimiterOf(lines: readonly string[]): Delimiter {
  const score = (delimiter: Delimiter) => {
    const counts = lines.map((line) => splitCells(line, delimiter).length);
    const agreeing = counts.filter((count) => count === counts[0]).length / counts.length;
    return counts[0] === 1 ? 0 : agreeing + Math.min(counts[0]!, 999) / 1e4;
  };
  return delimiters.reduce((best, each) => (score(each) > score(best) ? each : best));
}

/** Cells of one line, without the blanks and quotes around them; an empty cell at the end is none. */
export function splitCells(line: string, delimiter: Delimiter): string[] {
  if (delimiter === " ")
    return line
      .trim()
      .split(/[ \t]+/)
      .map(unquoted);
  const cells: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at <= line.length; at++) {
    if (line[at] === '"') quoted = !quoted;
    if (at < line.length && (quoted || line[at] !== delimiter)) continue;
    cells.push(unquoted(line.slice(start, at).trim()));
    start = at + 1;
  }
  return cells.length > 1 && cells.at(-1) === "" ? cells.slice(0, -1) : cells;
}

function unquoted(cell: string): string {
  const inside = /^"(.*)"$/s.exec(cell)?.[1];
  return inside === undefined ? cell : inside.replaceAll('""', '"');
}

function decimalOf(rows: readonly (readonly string[])[], delimiter: Delimiter): "." | "," {
  if (delimiter === ",") return ".";
  const cells = rows.flat();
  const uses = (pattern: RegExp) => cells.some((cell) => pattern.test(cell));
  return uses(/^[-+]?\d*,\d+$/) && !uses(/^[-+]?\d*\.\d+$/) ? "," : ".";
}

/** Words only. */
function isHeader(row: readonly string[], decimal: "." | ","): boolean {
  const words = row.filter((cell) => numberIn(cell, decimal) === undefined);
  return words.length > 0 && row.every((cell) => cell === "" || words.includes(cell));
}

function numbered(row: readonly string[]): readonly string[] {
  return row.map((_, i) => `column ${i + 1}`);
}

function kindOf(
  rows: readonly (readonly string[])[],
  column: number,
  decimal: "." | ",",
): ColumnKind {
  const cells = rows.map((row) => row[column] ?? "");
  return cells.every((cell) => numberIn(cell, decimal) !== undefined) ? "number" : "text";
}
