/** @file Zip archives read in place (yauzl): a listing first, the bytes of an entry when asked for. */
import { buffer } from "node:stream/consumers";
import { type Entry, fromBufferPromise, openPromise, type ZipFile } from "yauzl";
import { messageOf, UserError } from "#core/errors";

export interface ZipEntry {
  /** "/" between the parts; never absolute, never with "..". */
  readonly path: string;
  /** Unpacked size in bytes. */
  readonly size: number;
  readonly bytes: () => Promise<Uint8Array>;
}

export interface Zip {
  readonly name: string;
  /** Every file in it. Throws a {@link UserError} for more than `most` of them. */
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
  const zip = await opening.catch((error: unknown) => refuse(name, error));
  return {
    name,
    entries: (most) => entriesOf(name, zip, most),
    close: () => zip.close(),
  };
}

async function entriesOf(name: string, zip: ZipFile, most: number): Promise<readonly ZipEntry[]> {
  if (zip.entryCount > most) throw new UserError(`${name}: more than ${most} files in the archive`);
  const entries: ZipEntry[] = [];
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith("/") || isClutter(entry.fileName)) continue;
      entries.push({
        path: entry.fileName,
        size: entry.uncompressedSize,
        bytes: () => bytesOf(name, zip, entry),
      });
    }
  } catch (error) {
    refuse(name, error);
  }
  return entries;
}

async function bytesOf(name: string, zip: ZipFile, entry: Entry): Promise<Uint8Array> {
  try {
    return await buffer(await zip.openReadStreamPromise(entry));
  } catch (error) {
    return refuse(`${name}/${entry.fileName}`, error);
  }
}

/** What macOS adds to archives. */
function isClutter(path: string): boolean {
  return path.startsWith("__MACOSX/") || path.split("/").some((part) => part.startsWith("."));
}

function refuse(name: string, error: unknown): never {
  throw new UserError(
    `${name} can't be read as a zip archive: ${messageOf(error)}`,
    "download it again: it may be incomplete",
    { cause: error },
  );
}
