/** @file Numbers in text, separated by blanks, one row a line. */

import { newline, withLineEnd } from "./bytes.ts";
import { FormatError } from "./format-error.ts";
import { scanNumber } from "./scan-number.ts";

export interface TextMatrix {
  /** `[row, column]`. */
  readonly data: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

const blank = 32;

/**
 * Parse a matrix; empty lines are skipped, "NaN" is one. Throws a {@link FormatError} naming file and line for a word
 * that is no number and for a row that is longer or shorter than the first.
 */
export function readTextMatrix(bytes: Uint8Array, file: string): TextMatrix {
  const matrix = new GrowingMatrix(file, bytes.length);
  matrix.add(withLineEnd(bytes));
  return matrix.finish();
}

class GrowingMatrix {
  readonly #file: string;
  readonly #number = new Float64Array(1);
  #values: Float32Array<ArrayBuffer>;
  #count = 0;
  #rows = 0;
  #columns = 0;
  #line = 1;

  constructor(file: string, bytes: number) {
    this.#file = file;
    this.#values = new Float32Array(Math.max(16, bytes >> 3));
  }

  /** Whole lines. */
  add(bytes: Uint8Array): void {
    const number = this.#number;
    let inRow = 0;
    for (let at = 0; at < bytes.length; ) {
      const char = bytes[at]!;
      if (char === newline) {
        if (inRow > 0) this.#endRow(inRow);
        inRow = 0;
        this.#line++;
        at++;
      } else if (char <= blank) at++;
      else {
        const next = scanNumber(bytes, at, number, 0);
        if (next >= 0 && bytes[next]! <= blank) at = next;
        else at = this.#word(bytes, at);
        if (this.#count === this.#values.length) this.#grow();
        this.#values[this.#count++] = number[0]!;
        inRow++;
      }
    }
  }

  finish(): TextMatrix {
    if (this.#rows === 0) this.#refuse("is empty");
    const data = this.#values.slice(0, this.#count);
    return { data, rows: this.#rows, columns: this.#columns };
  }

  #endRow(length: number): void {
    if (this.#columns === 0) this.#columns = length;
    if (length !== this.#columns)
      this.#refuse(`${length} numbers, the rows before have ${this.#columns}`);
    this.#rows++;
  }

  #word(bytes: Uint8Array, start: number): number {
    let end = start;
    while (bytes[end]! > blank) end++;
    const word = new TextDecoder("latin1").decode(bytes.subarray(start, Math.min(end, start + 24)));
    if (word.toLowerCase() !== "nan") this.#refuse(`"${word}" is no number`);
    this.#number[0] = Number.NaN;
    return end;
  }

  #grow(): void {
    const larger = new Float32Array(this.#values.length * 2);
    larger.set(this.#values);
    this.#values = larger;
  }

  #refuse(problem: string): never {
    throw new FormatError(this.#file, { line: this.#line }, problem);
  }
}
