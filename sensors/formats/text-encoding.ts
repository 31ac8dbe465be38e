/** @file In which bytes a text is written: UTF-8, unless a byte order mark says UTF-16, as spreadsheets and shells on Windows do. */

export type TextEncoding = "utf-8" | "utf-16le" | "utf-16be";

/** @param bytes The first two suffice. */
export function encodingOf([first, second]: Uint8Array): TextEncoding {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
}

/** Without the mark. */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}
