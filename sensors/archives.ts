/** @file Archives of every kind behind one face: a listing, and each entry as a stream. */
import { UserError } from "#core/errors";
import { collectBytes } from "./formats/bytes.ts";
import { inflateStream } from "./formats/inflate.ts";
import { tarEntries } from "./formats/tar.ts";
import { isClutter, openZip, openZipBytes, type ZipEntry } from "./formats/zip.ts";

/** A file that is an archive. */
export interface Archived {
  readonly path: string;
  readonly size: number;
  bytes(): Promise<Uint8Array>;
  stream(): AsyncIterable<Uint8Array>;
}

export interface OpenArchive {
  /** Every file in it. Throws a {@link UserError} for more than `most` of them. */
  entries(most: number): Promise<readonly ZipEntry[]>;
  close(): void;
}

/** Bytes of a tar archive's files that stay in memory. */
const mostKept = 2 ** 28;

type ArchiveKind = "zip" | "tar" | "tar.gz" | "gz";

const endings: readonly (readonly [RegExp, ArchiveKind])[] = [
  [/\.zip$/i, "zip"],
  [/\.tar$/i, "tar"],
  [/\.(tar\.gz|tgz)$/i, "tar.gz"],
  [/\.gz$/i, "gz"],
];

/** By the ending of the name; `undefined` for what is no archive. */
export function archiveKind(path: string): ArchiveKind | undefined {
  return endings.find(([ending]) => ending.test(path))?.[1];
}

/** Open a file that is an archive; `disk` is where it lies, unless it is in another one. */
export async function openArchive(file: Archived, disk?: string): Promise<OpenArchive> {
  const kind = archiveKind(file.path);
  if (kind === "zip")
    return disk === undefined
      ? await openZipBytes(file.path, await file.bytes())
      : await openZip(disk);
  const unpacked = () =>
    kind === "tar"
      ? file.stream()
      : inflateStream(file.stream(), { format: "gzip", file: file.path, place: { byte: 0 } });
  const entries =
    kind === "gz"
      ? async () => [gzipEntry(file, unpacked)]
      : (most: number) => tarListing(file, unpacked, most);
  return { entries, close: () => undefined };
}

/** A file packed by itself; how large it is, only unpacking tells. */
function gzipEntry({ path, size }: Archived, stream: ZipEntry["stream"]): ZipEntry {
  const name = path.slice(path.lastIndexOf("/") + 1).replace(/\.gz$/i, "");
  return { path: name, size, stream };
}

/**
 * A tar archive has no directory: it is read once for the listing. The first files stay in memory; to reach one of the
 * others, the archive is read again.
 */
async function tarListing(
  { path: archive }: Archived,
  unpacked: ZipEntry["stream"],
  most: number,
): Promise<readonly ZipEntry[]> {
  const listed: ZipEntry[] = [];
  let [place, total] = [0, 0];
  for await (const { path, size, pieces } of tarEntries(unpacked(), archive)) {
    const own = place++;
    if (isClutter(path)) continue;
    if (listed.length >= most) throw new UserError(`${archive}: more than ${most} files in it`);
    total += size;
    const kept = total <= mostKept ? await collectBytes(pieces) : undefined;
    const stream = () => (kept ? once(kept) : nthEntry(unpacked(), archive, own));
    listed.push({ path, size, stream });
  }
  return listed;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function* nthEntry(
  unpacked: AsyncIterable<Uint8Array>,
  archive: string,
  wanted: number,
): AsyncGenerator<Uint8Array> {
  let place = 0;
  for await (const { pieces } of tarEntries(unpacked, archive)) {
    if (place++ < wanted) continue;
    yield* pieces;
    return;
  }
}
