/** @file Columns that a text table is read into, cell by cell. */
import { scanNumber } from "./scan-number.ts";
import { numberIn, type TableDialect } from "./table-dialect.ts";

export interface NumberColumn {
  readonly kind: "number";
  readonly name: string;
  /** NaN where nothing was measured. */
  readonly values: Float64Array;
}

export interface TextColumn {
  readonly kind: "text";
  readonly name: string;
  /** Per row, a place in `levels`. */
  readonly codes: Int32Array;
  /** The different texts, in the order of their appearance. */
  readonly levels: readonly string[];
}

export type TableColumn = NumberColumn | TextColumn;

/** A column while it grows. */
export interface GrowingColumn {
  readonly expects: string;
  /** Read a plain cell at `at`: where it ends, or −1 where that takes a closer look. */
  scan(bytes: Uint8Array, at: number, row: number): number;
  /** Take a cell without its quotes and blanks; false where it does not fit. */
  put(cell: Uint8Array, row: number): boolean;
  grow(capacity: number): void;
  /** The first `rows` cells, which it gives away; `undefined` for a column that is passed over. */
  take(rows: number): TableColumn | undefined;
}

const utf8 = new TextDecoder();

export class GrowingNumbers implements GrowingColumn {
  readonly expects = "a number";
  readonly #name: string;
  readonly #decimal: TableDialect["decimal"];
  readonly #point: number;
  #values = new Float64Array(0);

  constructor(name: string, decimal: TableDialect["decimal"]) {
    this.#name = name;
    this.#decimal = decimal;
    this.#point = decimal.charCodeAt(0);
  }

  scan(bytes: Uint8Array, at: number, row: number): number {
    return scanNumber(bytes, at, this.#values, row, this.#point);
  }

  put(cell: Uint8Array, row: number): boolean {
    const value = numberIn(utf8.decode(cell), this.#decimal);
    if (value !== undefined) this.#values[row] = value;
    return value !== undefined;
  }

  grow(capacity: number): void {
    const values = new Float64Array(capacity);
    values.set(this.#values);
    this.#values = values;
  }

  take(rows: number): NumberColumn {
    const values = this.#values.subarray(0, rows);
    this.#values = new Float64Array(0);
    return { kind: "number", name: this.#name, values };
  }
}

/** Labels stay the same for long: a cell is first compared with the one before it. */
export class GrowingTexts implements GrowingColumn {
  readonly expects = "a text";
  readonly #name: string;
  #codes = new Int32Array(0);
  #levels = new Map<string, number>();
  #last: Uint8Array = new Uint8Array(0);
  #lastCode = 0;

  constructor(name: string) {
    this.#name = name;
  }

  scan(bytes: Uint8Array, at: number, row: number): number {
    const last = this.#last;
    if (last.length === 0) return -1;
    for (let i = 0; i < last.length; i++) if (bytes[at + i] !== last[i]) return -1;
    this.#codes[row] = this.#lastCode;
    return at + last.length;
  }

  put(cell: Uint8Array, row: number): boolean {
    const text = utf8.decode(cell);
    let code = this.#levels.get(text);
    if (code === undefined) {
      code = this.#levels.size;
      this.#levels.set(text, code);
    }
    this.#last = new Uint8Array(cell);
    this.#lastCode = code;
    this.#codes[row] = code;
    return true;
  }

  grow(capacity: number): void {
    const codes = new Int32Array(capacity);
    codes.set(this.#codes);
    this.#codes = codes;
  }

  take(rows: number): TextColumn {
    const codes = this.#codes.subarray(0, rows);
    const levels = [...this.#levels.keys()];
    this.#codes = new Int32Array(0);
    this.#levels = new Map();
    this.#last = new Uint8Array(0);
    return { kind: "text", name: this.#name, codes, levels };
  }
}

/** Passed over without a look at its cells. */
export class SkippedColumn implements GrowingColumn {
  readonly expects = "anything";
  scan = (): number => -1;
  put = (): boolean => true;
  grow = (): void => undefined;
  take = (): undefined => undefined;
}
