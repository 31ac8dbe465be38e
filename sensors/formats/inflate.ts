/** @file Decompression in bounded memory: what would grow beyond all measure is refused while it grows. */
import { messageOf } from "#core/errors";
import { FormatError, type Place } from "./format-error.ts";

/** Bytes that nothing in a data set needs to unpack to at once. */
export const mostUnpacked: number = 2 ** 30;
/** Real recordings pack 2 to 20 times; beyond this factor (and 64 MB) it is a bomb. */
const mostRatio = 250;
const harmless = 2 ** 26;

/** How many bytes `packed` ones may unpack to. */
export function unpackedLimit(packed: number): number {
  return Math.min(mostUnpacked, Math.max(harmless, packed * mostRatio));
}

export interface Packed {
  readonly bytes: Uint8Array;
  /** `deflate` has a zlib header, `deflate-raw` none. */
  readonly format: "deflate" | "deflate-raw" | "gzip";
  /** For messages. */
  readonly file: string;
  readonly place: Place;
}

/** Unpack. Throws a {@link FormatError} for damaged data and for more than {@link unpackedLimit} bytes. */
export async function inflate({ bytes, format, file, place }: Packed): Promise<Uint8Array> {
  const limit = unpackedLimit(bytes.length);
  const pieces: Uint8Array[] = [];
  let size = 0;
  const source = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream();
  const reader = source.pipeThrough(new DecompressionStream(format)).getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      size += next.value.length;
      if (size > limit) break;
      pieces.push(next.value);
    }
  } catch (error) {
    throw new FormatError(file, place, `damaged compression: ${messageOf(error)}`, undefined, {
      cause: error,
    });
  }
  if (size <= limit) return concatenated(pieces, size);
  await reader.cancel();
  throw new FormatError(
    file,
    place,
    `${bytes.length} bytes unpack to more than ${limit}`,
    "no recording packs that well: don't trust this file",
  );
}

function concatenated(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
