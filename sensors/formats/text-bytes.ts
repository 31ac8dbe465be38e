/** @file Bytes of text, before anything is made of them. */

export const newline = 10;

/** Itself where it ends in a line end, else a copy that does. */
export function withLineEnd(bytes: Uint8Array): Uint8Array {
  return bytes.at(-1) === newline ? bytes : joinBytes(bytes, Uint8Array.of(newline));
}

/** Without the byte order mark of UTF-8. */
export function withoutMark(bytes: Uint8Array): Uint8Array {
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return marked ? bytes.subarray(3) : bytes;
}

export function joinBytes(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}
