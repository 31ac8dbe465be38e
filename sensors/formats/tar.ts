/**
 * @file Tar archives, read once from front to back. Source: IEEE Std 1003.1 (pax), "ustar Interchange Format" and "pax
 * Header Block"; long names as GNU tar writes them.
 */
import { collectBytes } from "./bytes.ts";
import { FormatError } from "./format-error.ts";

export interface TarEntry {
  /** "/" between the parts; never absolute, never with "..". */
  readonly path: string;
  readonly size: number;
  /** Once, before the next entry is asked for. */
  readonly pieces: AsyncIterable<Uint8Array>;
}

const block = 512;
const types = { file: "0", oldFile: "\0", contiguous: "7", pax: "x", longName: "L" } as const;
/** Bytes of a header that extends another. */
const mostExtended = 1 << 20;
const latin1 = new TextDecoder("latin1");
const utf8 = new TextDecoder();

/** The files of an archive in their order; folders and links are passed over. Throws a {@link FormatError}. */
export async function* tarEntries(
  archive: AsyncIterable<Uint8Array>,
  file: string,
): AsyncGenerator<TarEntry> {
  const source = new ByteQueue(archive, file);
  try {
    yield* entriesOf(source, file);
  } finally {
    await source.close();
  }
}

async function* entriesOf(source: ByteQueue, file: string): AsyncGenerator<TarEntry> {
  let longPath: string | undefined;
  for (;;) {
    const at = source.at;
    const bytes = await source.header();
    if (!bytes) return;
    const header = parseHeader(bytes, file, at);
    const padding = (block - (header.size % block)) % block;
    if (header.type === types.pax || header.type === types.longName) {
      if (header.size > mostExtended)
        throw new FormatError(file, { byte: at }, `a header of ${header.size} bytes`);
      const text = utf8.decode(await collectBytes(source.pieces(header.size)));
      longPath =
        header.type === types.pax ? (paxPath(text) ?? longPath) : text.replace(/\0.*$/s, "");
      await source.skip(padding);
      continue;
    }
    const path = longPath ?? header.path;
    longPath = undefined;
    const end = source.at + header.size;
    if (isFile(header.type) && !path.endsWith("/")) {
      refuseEscape(path, file);
      yield {
        path: path.replace(/^\.\//, ""),
        size: header.size,
        pieces: source.pieces(header.size),
      };
    }
    await source.skip(end - source.at + padding);
  }
}

interface TarHeader {
  readonly path: string;
  readonly size: number;
  readonly type: string;
}

function isFile(type: string): boolean {
  return type === types.file || type === types.oldFile || type === types.contiguous;
}

/** Name 100 bytes, size at 124, checksum at 148, type at 156, prefix of the name at 345. */
function parseHeader(bytes: Uint8Array, file: string, at: number): TarHeader {
  const field = (start: number, length: number) =>
    latin1.decode(bytes.subarray(start, start + length)).replace(/\0.*$/s, "");
  const sum = bytes.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0);
  if (Number.parseInt(field(148, 8).trim(), 8) !== sum)
    throw new FormatError(file, { byte: at }, "no tar header: its checksum is another");
  const size = sizeOf(bytes, field(124, 12));
  if (!Number.isSafeInteger(size) || size < 0)
    throw new FormatError(file, { byte: at + 124 }, `an entry of ${size} bytes`);
  const prefix = field(257, 5) === "ustar" ? field(345, 155) : "";
  const name = utf8.decode(Uint8Array.from(field(0, 100), (char) => char.charCodeAt(0)));
  return {
    path: prefix === "" ? name : `${prefix}/${name}`,
    size,
    type: latin1.decode(bytes.subarray(156, 157)),
  };
}

/** Octal digits; for large files, marked by the first bit, 64 bits. */
function sizeOf(bytes: Uint8Array, digits: string): number {
  if ((bytes[124]! & 0x80) === 0) return Number.parseInt(digits.trim() || "0", 8);
  return bytes.subarray(128, 136).reduce((value, byte) => value * 256 + byte, 0);
}

/** Lines of "length key=value". */
function paxPath(text: string): string | undefined {
  return /^\d+ path=(.*)$/m.exec(text)?.[1];
}

function refuseEscape(path: string, file: string): void {
  const escapes =
    path.startsWith("/") || path.split(/[/\\]/).includes("..") || /^[a-z]:/i.test(path);
  if (escapes)
    throw new FormatError(
      file,
      { entry: path },
      "leads out of the archive",
      "don't trust this file",
    );
}

/** Bytes of a stream, taken in the sizes that are asked for. */
class ByteQueue {
  /** Bytes taken so far. */
  at = 0;
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #file: string;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(source: AsyncIterable<Uint8Array>, file: string) {
    this.#source = source[Symbol.asyncIterator]();
    this.#file = file;
  }

  /** The next block; `undefined` at the end of the archive, which may be marked by blocks of zeros. */
  async header(): Promise<Uint8Array | undefined> {
    if (!(await this.#fill())) return undefined;
    const bytes = await collectBytes(this.pieces(block));
    return bytes.some((byte) => byte !== 0) ? bytes : undefined;
  }

  async *pieces(size: number): AsyncGenerator<Uint8Array> {
    for (let left = size; left > 0; ) {
      if (!(await this.#fill()))
        throw new FormatError(
          this.#file,
          { byte: this.at },
          `cut short: ${left} bytes are missing`,
        );
      const piece = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(piece.length);
      this.at += piece.length;
      left -= piece.length;
      yield piece;
    }
  }

  async skip(size: number): Promise<void> {
    const pieces = this.pieces(size);
    while (!(await pieces.next()).done);
  }

  async close(): Promise<void> {
    await this.#source.return?.();
  }

  /** Whether there is another byte. */
  async #fill(): Promise<boolean> {
    while (this.#rest.length === 0) {
      const next = await this.#source.next();
      if (next.done) return false;
      this.#rest = next.value;
    }
    return true;
  }
}
