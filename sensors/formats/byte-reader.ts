/** @file A cursor over the bytes of a file; whatever would read past their end is a {@link FormatError}. */
import { FormatError } from "./format-error.ts";

const latin1 = new TextDecoder("latin1");

export class ByteReader {
  readonly bytes: Uint8Array;
  readonly file: string;
  readonly view: DataView;
  /** The byte that is read next. */
  at = 0;

  constructor(bytes: Uint8Array, file: string, at = 0) {
    this.bytes = bytes;
    this.file = file;
    this.at = at;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  /** Step over `count` bytes; where they began. */
  take(count: number, what: string): number {
    const start = this.at;
    if (count > this.left)
      this.refuse(`cut short: ${what} takes ${count} bytes, ${Math.max(0, this.left)} are left`);
    this.at += count;
    return start;
  }

  /** `count` bytes of Latin-1 text, without the blanks and zeros around it. */
  text(count: number, what: string): string {
    const start = this.take(count, what);
    return trimmed(latin1.decode(this.bytes.subarray(start, start + count)));
  }

  /** `count` bytes that spell a number. */
  number(count: number, what: string): number {
    const start = this.at;
    const text = this.text(count, what);
    const value = text === "" ? Number.NaN : Number(text);
    if (Number.isFinite(value)) return value;
    this.at = start;
    return this.refuse(`${what} should be a number, received "${text}"`);
  }

  /** A whole number within bounds, spelled in `count` bytes. */
  integer(count: number, what: string, [least, most]: readonly [number, number]): number {
    const start = this.at;
    const value = this.number(count, what);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    this.at = start;
    return this.refuse(`${what} should be ${least} to ${most}, received ${value}`);
  }

  refuse(problem: string, at: number = this.at, help?: string): never {
    throw new FormatError(this.file, { byte: at }, problem, help);
  }
}

/** Without the blanks and control characters at its ends. */
function trimmed(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && text.charCodeAt(start) <= 32) start++;
  while (end > start && text.charCodeAt(end - 1) <= 32) end--;
  return text.slice(start, end);
}
