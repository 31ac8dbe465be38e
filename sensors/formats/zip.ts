/** @file Zip archives read in place (yauzl): a listing first, an entry when asked for, its checksum compared. */
import { crc32 } from "node:zlib";
import { type Entry, fromBufferPromise, openPromise, type ZipFile } from "yauzl";
import { messageOf, UserError } from "#core/errors";
import { FormatError, type Place } from "./format-error.ts";
import { refuseBomb, unpackedLimit } from "./inflate.ts";

export interface ZipEntry {
  /** "/" between the parts; never absolute, never with "..". */
  readonly path: string;
  /** Unpacked size in bytes. */
  readonly size: number;
  readonly stream: () => AsyncIterable<Uint8Array>;
}

export interface Zip {
  readonly name: string;
  /** Every file in it. Throws a {@link FormatError} for more than `most` of them, and for a bomb. */
  entries(most: number): Promise<readonly ZipEntry[]>;
  close(): void;
}

/** Open the archive at `path`. */
export function openZip(path: string): Promise<Zip> {
  return zipOf(path, openPromise(path, { autoClose: false }));
}

/** Open an archive that is already in memory; `name` is used in messages. */
export function openZipBytes(name: string, bytes: Uint8Array): Promise<Zip> {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return zipOf(name, fromBufferPromise(view, { autoClose: false }));
}

async function zipOf(name: string, opening: Promise<ZipFile>): Promise<Zip> {
  const zip = await opening.catch((error: unknown) => refuse(name, { byte: 0 }, error));
  return {
    name,
    entries: (most) => entriesOf(name, zip, most),
    close: () => zip.close(),
  };
}

async function entriesOf(name: string, zip: ZipFile, most: number): Promise<readonly ZipEntry[]> {
  const entries: ZipEntry[] = [];
  let total = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      const { fileName: path, uncompressedSize: size } = entry;
      if (path.endsWith("/") || isClutter(path)) continue;
      total += size;
      refuseBomb(total, unpackedLimit(zip.fileSize), name, { entry: path });
      if (entries.length >= most)
        throw new UserError(`${name}: more than ${most} files in the archive`);
      entries.push({ path, size, stream: () => piecesOf(name, zip, entry) });
    }
  } catch (error) {
    refuse(name, { byte: 0 }, error);
  }
  return entries;
}

async function* piecesOf(name: string, zip: ZipFile, entry: Entry): AsyncGenerator<Uint8Array> {
  const place = { entry: entry.fileName };
  let sum = 0;
  try {
    for await (const piece of await zip.openReadStreamPromise(entry)) {
      sum = crc32(piece, sum);
      yield piece;
    }
  } catch (error) {
    refuse(name, place, error);
  }
  if (sum !== entry.crc32) refuse(name, place, new Error("its checksum is another"));
}

/** What macOS adds to archives, and hidden files. */
export function isClutter(path: string): boolean {
  return path.startsWith("__MACOSX/") || path.split("/").some((part) => part.startsWith("."));
}

function refuse(name: string, place: Place, error: unknown): never {
  if (error instanceof UserError) throw error;
  throw new FormatError(
    name,
    place,
    `can't be read as a zip archive: ${messageOf(error)}`,
    "download it again: it may be incomplete",
    { cause: error },
  );
}
