/**
 * @file The files of a data set, wherever they lie: a folder, an archive, archives in a folder, an archive in an archive.
 * Archives are read in place; nothing is unpacked to disk.
 */
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileTrouble, UserError } from "#core/errors";
import { archiveKind, type OpenArchive, openArchive } from "./archives.ts";
import { collectBytes } from "./formats/bytes.ts";
import { FormatError } from "./formats/format-error.ts";
import { mostUnpacked } from "./formats/inflate.ts";
import { decodeText } from "./formats/text-encoding.ts";

/** One file of a data set. */
export interface SourceFile {
  /** Below the opened place, "/" between the parts; an archive counts as a folder. */
  readonly path: string;
  /** Bytes, unpacked; of a .gz file, which does not say, packed. */
  readonly size: number;
  bytes(): Promise<Uint8Array>;
  /** Decoded as UTF-8, byte order mark removed. */
  text(): Promise<string>;
  /** Piece by piece, in bounded memory. */
  stream(): AsyncIterable<Uint8Array>;
}

export interface Files {
  /** The folder or archive that was opened. */
  readonly location: string;
  /** The files whose path matches, sorted by path. */
  list(pattern?: RegExp): readonly SourceFile[];
  /** The one file whose path matches; throws a {@link UserError} that names `what` where there is none. */
  find(pattern: RegExp, what: string): SourceFile;
  close(): void;
}

const limits = {
  /** Files in one data set. */
  files: 200_000,
  /** Folders within folders, archives within archives. */
  depth: 16,
} as const;

/** Bytes of a file that are read at a time. */
const pieceBytes = 1 << 20;

interface Walk {
  readonly found: SourceFile[];
  readonly archives: OpenArchive[];
}

/** Open a folder or an archive. Throws a {@link UserError} where there is none or it can't be read. */
export async function openFiles(location: string): Promise<Files> {
  const walk: Walk = { found: [], archives: [] };
  try {
    if (await isFolder(location)) await walkFolder(walk, resolve(location), "", 0);
    else
      await walkArchive(walk, await fileOnDisk(location, location), {
        prefix: "",
        depth: 0,
        disk: location,
      });
  } catch (error) {
    for (const archive of walk.archives) archive.close();
    throw error;
  }
  walk.found.sort((a, b) => (a.path < b.path ? -1 : 1));
  return filesOf(location, walk);
}

/** No files at all: what an embedded data set is given. */
export const noFiles: Files = filesOf("(embedded)", { found: [], archives: [] });

function filesOf(location: string, { found, archives }: Walk): Files {
  const list = (pattern?: RegExp) =>
    pattern === undefined ? found : found.filter(({ path }) => pattern.test(path));
  return {
    location,
    list,
    find(pattern, what) {
      const file = list(pattern)[0];
      if (file) return file;
      throw new UserError(
        `${location}: no ${what} here`,
        `expected a file matching ${pattern}, found ${found.length} other files`,
      );
    },
    close() {
      for (const archive of archives) archive.close();
    },
  };
}

async function isFolder(location: string): Promise<boolean> {
  const stats = await stat(location).catch((error: unknown) => {
    throw new UserError(
      `no data at ${location}: ${fileTrouble(error)}`,
      "give the folder or the archive of its files; a path in a configuration starts from the configuration's folder",
    );
  });
  if (stats.isDirectory() || archiveKind(location)) return stats.isDirectory();
  throw new UserError(
    `${location} is neither a folder nor a .zip, .tar, .tar.gz or .gz archive`,
    "give the folder that holds the file",
  );
}

async function walkFolder(walk: Walk, folder: string, prefix: string, depth: number) {
  refuseBeyond(depth, walk.found.length, folder);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const disk = join(folder, entry.name);
    const path = prefix + entry.name;
    if (entry.name.startsWith(".")) continue;
    if (entry.isDirectory()) await walkFolder(walk, disk, `${path}/`, depth + 1);
    else if (entry.isFile()) await addFile(walk, await fileOnDisk(disk, path), { depth, disk });
  }
}

interface Place {
  readonly depth: number;
  /** Where the file lies, unless it is in an archive. */
  readonly disk?: string | undefined;
}

async function addFile(walk: Walk, file: SourceFile, place: Place): Promise<void> {
  if (archiveKind(file.path)) await walkArchive(walk, file, { ...place, prefix: `${file.path}/` });
  else walk.found.push(file);
}

async function walkArchive(
  walk: Walk,
  file: SourceFile,
  { depth, disk, prefix }: Place & { readonly prefix: string },
): Promise<void> {
  const archive = await openArchive(file, disk);
  walk.archives.push(archive);
  for (const { path, size, stream } of await archive.entries(limits.files)) {
    refuseBeyond(depth + 1, walk.found.length, file.path);
    await addFile(walk, sourceFile(prefix + path, size, stream), { depth: depth + 1 });
  }
}

async function fileOnDisk(disk: string, path: string): Promise<SourceFile> {
  const { size } = await stat(disk);
  return sourceFile(path, size, () => createReadStream(disk, { highWaterMark: pieceBytes }));
}

function sourceFile(
  path: string,
  size: number,
  stream: () => AsyncIterable<Uint8Array>,
): SourceFile {
  const bytes = async () => await collectBytes(bounded(stream(), path, size));
  return { path, size, stream, bytes, text: async () => decodeText(await bytes()) };
}

async function* bounded(
  pieces: AsyncIterable<Uint8Array>,
  path: string,
  stated: number,
): AsyncGenerator<Uint8Array> {
  let size = stated;
  if (size <= mostUnpacked) {
    size = 0;
    for await (const piece of pieces) {
      size += piece.length;
      if (size > mostUnpacked) break;
      yield piece;
    }
  }
  if (size > mostUnpacked)
    throw new FormatError(
      path,
      { byte: mostUnpacked },
      `holds ${size} bytes or more, at most ${mostUnpacked} are read at once`,
      "read it piece by piece, or split it",
    );
}

function refuseBeyond(depth: number, files: number, place: string): void {
  if (depth > limits.depth)
    throw new UserError(`${place}: more than ${limits.depth} folders or archives deep`);
  if (files > limits.files)
    throw new UserError(
      `${place}: more than ${limits.files} files`,
      "name the data set's own folder",
    );
}
