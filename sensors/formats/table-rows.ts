/** @file The rows of a text table, from bytes into columns: the loop that large files spend their time in. */
import { FormatError } from "./format-error.ts";
import {
  type GrowingColumn,
  GrowingNumbers,
  GrowingTexts,
  SkippedColumn,
  type TableColumn,
} from "./table-columns.ts";
import type { TableLayout } from "./table-dialect.ts";

/** Is told of a row that does not fit the table, which is then left out; without it, the first such row is thrown. */
export type Tolerate = (mistake: FormatError) => void;

const newline = 10;
const carriageReturn = 13;
const tab = 9;
const blank = 32;
const quote = 34;

/** Bytes a row may have; a quote that is never closed ends here. */
const longestRow = 1 << 22;
const latin1 = new TextDecoder("latin1");

export class RowParser {
  /** 1-based line that is read next. */
  line = 1;
  readonly #file: string;
  readonly #names: readonly string[];
  readonly #columns: readonly GrowingColumn[];
  readonly #tolerate: Tolerate | undefined;
  readonly #delimiter: number;
  /** −1: none. */
  readonly #terminator: number;
  readonly #comment: number;
  #headerIsNext: boolean;
  #bytes: Uint8Array = new Uint8Array(0);
  #rows = 0;
  #capacity = 0;

  constructor(file: string, layout: TableLayout, tolerate?: Tolerate) {
    const { delimiter, terminator, comment, decimal, header } = layout.dialect;
    this.#file = file;
    this.#names = layout.columns;
    this.#tolerate = tolerate;
    this.#delimiter = delimiter.charCodeAt(0);
    this.#terminator = terminator?.charCodeAt(0) ?? -1;
    this.#comment = comment?.charCodeAt(0) ?? -1;
    this.#headerIsNext = header;
    this.#columns = layout.kinds.map((kind, i) => {
      if (kind === "skip") return new SkippedColumn();
      const name = layout.columns[i]!;
      return kind === "number" ? new GrowingNumbers(name, decimal) : new GrowingTexts(name);
    });
  }

  /**
   * Read the rows in `bytes`, which end in a line end. Returns where a row begins that needs more bytes (a quote is
   * still open), else the length.
   */
  parse(bytes: Uint8Array): number {
    this.#bytes = bytes;
    for (let at = 0; ; ) {
      at = this.#rowStart(at);
      if (at >= bytes.length) return bytes.length;
      const line = this.line;
      const next = this.#tolerate ? this.#tolerantRow(at, this.#tolerate) : this.#row(at);
      if (next < 0) {
        this.line = line;
        if (bytes.length - at > longestRow) this.#refuse("a quote is never closed");
        return at;
      }
      at = next;
    }
  }

  get rows(): number {
    return this.#rows;
  }

  /** The columns of the rows since the last call. */
  take(): readonly TableColumn[] {
    const columns = this.#columns.flatMap((column) => column.take(this.#rows) ?? []);
    this.#rows = 0;
    this.#capacity = 0;
    return columns;
  }

  /** Past blank lines, comments and the header. */
  #rowStart(from: number): number {
    const bytes = this.#bytes;
    for (let at = from; at < bytes.length; at++) {
      const char = bytes[at]!;
      if (char === newline) this.line++;
      else if (char === this.#comment || (this.#headerIsNext && char !== carriageReturn)) {
        if (char !== this.#comment) this.#headerIsNext = false;
        at = bytes.indexOf(newline, at);
        this.line++;
      } else if (!this.#isPadding(char)) return at;
    }
    return bytes.length;
  }

  /** Blanks that mean nothing, unless they are the delimiter. */
  #isPadding(char: number): boolean {
    return char === blank || char === carriageReturn || (char === tab && this.#delimiter !== tab);
  }

  #tolerantRow(start: number, tolerate: Tolerate): number {
    const line = this.line;
    try {
      return this.#row(start);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      tolerate(error);
      this.line = line;
      return this.#afterRow(start);
    }
  }

  #afterRow(start: number): number {
    let at = start;
    while (this.#bytes[at] !== newline && this.#bytes[at] !== this.#terminator) at++;
    if (this.#bytes[at] === newline) this.line++;
    return at + 1;
  }

  /** Read one row; where the next begins, or −1 where it needs more bytes. */
  #row(start: number): number {
    const bytes = this.#bytes;
    const columns = this.#columns;
    const delimiter = this.#delimiter;
    const last = columns.length - 1;
    if (this.#rows === this.#capacity) this.#grow(start);
    const row = this.#rows;
    let at = start;
    for (let i = 0; ; i++) {
      while (bytes[at] === blank) at++;
      const plain = columns[i]!.scan(bytes, at, row);
      const behind = plain < 0 ? -1 : bytes[plain]!;
      if (behind === delimiter && delimiter !== blank && i < last) {
        at = plain + 1;
        continue;
      }
      const end = i === last && this.#isRowEnd(behind) ? plain : this.#cell(at, i);
      if (end < 0) return -1;
      if (i === last) return this.#endRow(end);
      at = this.#nextCell(end, i);
    }
  }

  #isRowEnd(char: number): boolean {
    return char === newline || char === carriageReturn || (char >= 0 && char === this.#terminator);
  }

  /** A cell that is quoted, padded, missing or wrong; where it ends, or −1 where its quote is still open. */
  #cell(start: number, place: number): number {
    const bytes = this.#bytes;
    const quoted = bytes[start] === quote;
    let stop = quoted ? this.#closingQuote(start + 1) : this.#plainEnd(start);
    if (stop < 0) return -1;
    const next = quoted ? stop + 1 : stop;
    if (!quoted) while (stop > start && bytes[stop - 1]! <= blank) stop--;
    const raw = bytes.subarray(quoted ? start + 1 : start, stop);
    const cell = quoted ? withoutDoubledQuotes(raw) : raw;
    const column = this.#columns[place]!;
    if (column.put(cell, this.#rows)) return next;
    const text = latin1.decode(cell.subarray(0, 24));
    return this.#refuse(
      `"${text}" in column "${this.#names[place]}", expected ${column.expects}`,
      /^-?\d+,\d+$/.test(text) ? "say that the decimal mark is a comma" : "correct the line",
    );
  }

  #plainEnd(start: number): number {
    const bytes = this.#bytes;
    let at = start;
    for (;;) {
      const char = bytes[at]!;
      if (char === newline || char === this.#delimiter || char === this.#terminator) return at;
      if (char === tab && this.#delimiter === blank) return at;
      at++;
    }
  }

  #closingQuote(from: number): number {
    const bytes = this.#bytes;
    for (let at = from; at < bytes.length; at++) {
      if (bytes[at] === newline) this.line++;
      if (bytes[at] !== quote) continue;
      if (bytes[at + 1] !== quote) return at;
      at++;
    }
    return -1;
  }

  /** From behind cell `place` to the start of the next. */
  #nextCell(end: number, place: number): number {
    const bytes = this.#bytes;
    let at = end;
    while (this.#isPadding(bytes[at]!)) at++;
    const line = bytes[at] === newline || bytes[at] === this.#terminator;
    if (this.#delimiter === blank && at > end && !line) return at;
    if (bytes[at] === this.#delimiter) return at + 1;
    return this.#refuse(
      line
        ? `${place + 1} values, expected ${this.#names.length}`
        : `something follows the quoted value in column "${this.#names[place]}"`,
      "every row needs one value for every column",
    );
  }

  /** From behind the last cell to the next row; one more delimiter is passed over. */
  #endRow(end: number): number {
    const bytes = this.#bytes;
    let at = end;
    while (this.#isPadding(bytes[at]!)) at++;
    if (bytes[at] === this.#delimiter) {
      at++;
      while (this.#isPadding(bytes[at]!)) at++;
    }
    if (bytes[at] === newline) this.line++;
    else if (bytes[at] !== this.#terminator)
      this.#refuse(
        `something follows the last of ${this.#names.length} values`,
        "every row needs one value for every column",
      );
    this.#rows++;
    return at + 1;
  }

  /** Room for as many rows as the bytes seem to hold, then twice as many. */
  #grow(start: number): void {
    const rowBytes = this.#bytes.indexOf(newline, start) + 1 - start;
    const guess = Math.ceil((1.05 * (this.#bytes.length - start)) / rowBytes) + 1;
    this.#capacity = this.#capacity === 0 ? guess : 2 * this.#capacity;
    for (const column of this.#columns) column.grow(this.#capacity);
  }

  #refuse(problem: string, help?: string): never {
    throw new FormatError(this.#file, { line: this.line }, problem, help);
  }
}

/** Quotes inside a quoted cell come in pairs; one of each is kept. */
function withoutDoubledQuotes(cell: Uint8Array): Uint8Array {
  let keep = false;
  return cell.filter((char) => {
    if (char !== quote) return true;
    keep = !keep;
    return keep;
  });
}
