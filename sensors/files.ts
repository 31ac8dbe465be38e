/**
 * @file The files of a data set, wherever they lie: a folder, a zip archive, archives in a folder, an archive in an
 * archive. Archives are read in place; nothing is unpacked to disk.
 */
import { readdir, readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { messageOf, UserError } from "#core/errors";
import { openZip, openZipBytes, type Zip } from "./formats/zip.ts";

/** One file of a data set. */
export interface SourceFile {
  /** Below the opened place, "/" between the parts; an archive counts as a folder. */
  readonly path: string;
  /** Unpacked size in bytes. */
  readonly size: number;
  bytes(): Promise<Uint8Array>;
  /** Decoded as UTF-8, byte order mark removed. */
  text(): Promise<string>;
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
  /** Bytes of one unpacked file. */
  size: 1 << 30,
  /** Folders within folders, archives within archives. */
  depth: 16,
} as const;

interface Walk {
  readonly found: SourceFile[];
  readonly zips: Zip[];
}

/** Open a folder or a zip archive. Throws a {@link UserError} where there is none or it can't be read. */
export async function openFiles(location: string): Promise<Files> {
  const walk: Walk = { found: [], zips: [] };
  try {
    const root = await kindOf(location);
    if (root === "folder") await walkFolder(walk, resolve(location), "", 0);
    else await walkZip(walk, await openZip(location), "", 0);
  } catch (error) {
    for (const zip of walk.zips) zip.close();
    throw error;
  }
  walk.found.sort((a, b) => (a.path < b.path ? -1 : 1));
  return filesOf(location, walk);
}

/** No files at all: what an embedded data set is given. */
export const noFiles: Files = filesOf("(embedded)", { found: [], zips: [] });

function filesOf(location: string, { found, zips }: Walk): Files {
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
      for (const zip of zips) zip.close();
    },
  };
}

async function kindOf(location: string): Promise<"folder" | "archive"> {
  const stats = await stat(location).catch((error: unknown) => {
    throw new UserError(
      `no data at ${location}: ${messageOf(error)}`,
      "give the folder or the .zip file the data set was downloaded as",
    );
  });
  if (stats.isDirectory()) return "folder";
  if (/\.zip$/i.test(location)) return "archive";
  throw new UserError(
    `${location} is neither a folder nor a .zip archive`,
    "give the folder that holds the file",
  );
}

async function walkFolder(walk: Walk, folder: string, prefix: string, depth: number) {
  refuseBeyond(depth, walk.found.length, folder);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const place = join(folder, entry.name);
    const path = prefix + entry.name;
    if (entry.name.startsWith(".")) continue;
    if (entry.isDirectory()) await walkFolder(walk, place, `${path}/`, depth + 1);
    else if (isZip(path)) await walkZip(walk, await openZip(place), `${path}/`, depth + 1);
    else if (entry.isFile()) {
      const { size } = await stat(place);
      walk.found.push(sourceFile(path, size, () => readFile(place)));
    }
  }
}

async function walkZip(walk: Walk, zip: Zip, prefix: string, depth: number) {
  walk.zips.push(zip);
  for (const { path, size, bytes } of await zip.entries(limits.files)) {
    refuseBeyond(depth, walk.found.length, zip.name);
    const file = sourceFile(prefix + path, size, bytes);
    if (isZip(path)) {
      const inner = await openZipBytes(file.path, await file.bytes());
      await walkZip(walk, inner, `${file.path}/`, depth + 1);
    } else walk.found.push(file);
  }
}

function isZip(path: string): boolean {
  return /\.zip$/i.test(path);
}

function sourceFile(path: string, size: number, read: () => Promise<Uint8Array>): SourceFile {
  const bytes = async () => {
    if (size <= limits.size) return await read();
    throw new UserError(`${path} holds ${size} bytes`, `at most ${limits.size} are read at once`);
  };
  return { path, size, bytes, text: async () => new TextDecoder().decode(await bytes()) };
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
