/**
 * @file Numbers in text, separated by blanks, one row a line. Reads bytes, not strings: several times faster than
 * `split` and `Number`, which matters for files of tens of MB.
 */
import { UserError } from "#core/errors";

export interface TextMatrix {
  /** `[row, column]`. */
  readonly data: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

const code = {
  newline: 10,
  blank: 32,
  plus: 43,
  minus: 45,
  point: 46,
  zero: 48,
  nine: 57,
} as const;

/** 10⁰ … 10²², which a double holds exactly. */
const powers = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));

/**
 * Parse a matrix; empty lines are skipped. Throws a {@link UserError} naming `file` and line for a word that is no
 * number and for a row that is longer or shorter than the first.
 */
export function readTextMatrix(bytes: Uint8Array, file: string): TextMatrix {
  const scanner = new Scanner(bytes, file);
  let values = new Float32Array(Math.max(16, bytes.length >> 3));
  let [count, rows, columns, inRow] = [0, 0, 0, 0];
  for (;;) {
    const found = scanner.next();
    if (found === "number") {
      if (count === values.length) values = enlarged(values);
      values[count++] = scanner.value;
      inRow++;
      continue;
    }
    if (inRow > 0) {
      if (columns === 0) columns = inRow;
      if (inRow !== columns)
        refuse(file, scanner.line, `${inRow} numbers, the rows before have ${columns}`);
      rows++;
      inRow = 0;
    }
    if (found === "end") break;
    scanner.line++;
  }
  if (rows === 0)
    throw new UserError(`${file} is empty`, "download it again: it may be incomplete");
  return { data: values.slice(0, count), rows, columns };
}

function enlarged(values: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  const larger = new Float32Array(values.length * 2);
  larger.set(values);
  return larger;
}

class Scanner {
  /** Of the number read last. */
  value = 0;
  /** 1-based. */
  line = 1;
  readonly #bytes: Uint8Array;
  readonly #file: string;
  #at = 0;

  constructor(bytes: Uint8Array, file: string) {
    this.#bytes = bytes;
    this.#file = file;
  }

  /** What comes next; a number is put into `value`. */
  next(): "number" | "newline" | "end" {
    const bytes = this.#bytes;
    while (this.#at < bytes.length && bytes[this.#at]! <= code.blank) {
      if (bytes[this.#at++] === code.newline) return "newline";
    }
    if (this.#at >= bytes.length) return "end";
    this.#number();
    return "number";
  }

  /** Digits, point, digits, exponent; the first 15 digits carry the value, as many as a double holds for sure. */
  #number(): void {
    const bytes = this.#bytes;
    const start = this.#at;
    let at = start;
    const negative = bytes[at] === code.minus;
    if (negative || bytes[at] === code.plus) at++;
    let [mantissa, digits, scale, fraction] = [0, 0, 0, false];
    for (; at < bytes.length; at++) {
      const char = bytes[at]!;
      if (char === code.point && !fraction) {
        fraction = true;
        continue;
      }
      if (char < code.zero || char > code.nine) break;
      if (digits++ < 15) {
        mantissa = mantissa * 10 + char - code.zero;
        if (fraction) scale--;
      } else if (!fraction) scale++;
    }
    if (digits === 0) this.#refuse(start);
    if ((bytes[at]! | 32) === 101) [at, scale] = this.#exponent(start, at + 1, scale);
    if (at < bytes.length && bytes[at]! > code.blank) this.#refuse(start);
    this.#at = at;
    this.value = (negative ? -1 : 1) * scaled(mantissa, scale);
  }

  #exponent(start: number, from: number, scale: number): [at: number, scale: number] {
    const bytes = this.#bytes;
    const negative = bytes[from] === code.minus;
    let at = negative || bytes[from] === code.plus ? from + 1 : from;
    const first = at;
    let exponent = 0;
    for (; bytes[at]! >= code.zero && bytes[at]! <= code.nine; at++)
      exponent = Math.min(9999, exponent * 10 + bytes[at]! - code.zero);
    if (at === first) this.#refuse(start);
    return [at, scale + (negative ? -exponent : exponent)];
  }

  #refuse(start: number): never {
    let end = start;
    while (end < this.#bytes.length && this.#bytes[end]! > code.blank && end < start + 24) end++;
    const word = new TextDecoder("latin1").decode(this.#bytes.subarray(start, end));
    return refuse(this.#file, this.line, `"${word}" is no number`);
  }
}

function scaled(mantissa: number, scale: number): number {
  if (scale < 0) return scale >= -22 ? mantissa / powers[-scale]! : mantissa * 10 ** scale;
  return scale <= 22 ? mantissa * powers[scale]! : mantissa * 10 ** scale;
}

function refuse(file: string, line: number, problem: string): never {
  throw new UserError(
    `${file}, line ${line}: ${problem}`,
    "download it again: it may be incomplete",
  );
}
