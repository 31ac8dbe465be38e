/** @file Decompression in bounded memory: what would grow beyond all measure is refused while it grows. */
import { messageOf } from "#core/errors";
import { collectBytes } from "./bytes.ts";
import { FormatError, type Place } from "./format-error.ts";

/** Bytes that may be unpacked into memory at once. */
export const mostUnpacked: number = 2 ** 30;
/** Recordings pack 2 to 20 times; beyond this factor, and 64 MiB, it is a bomb. */
const mostRatio = 250;
const harmless = 2 ** 26;

/** How many bytes `packed` ones may unpack to. */
export function unpackedLimit(packed: number): number {
  return Math.max(harmless, packed * mostRatio);
}

export interface Packing {
  /** `deflate` has a zlib header. */
  readonly format: "deflate" | "gzip";
  /** For messages. */
  readonly file: string;
  readonly place: Place;
}

/** Unpack piece by piece. Throws a {@link FormatError} for damaged data and for a bomb. */
export async function* inflateStream(
  packed: AsyncIterable<Uint8Array>,
  { format, file, place }: Packing,
): AsyncGenerator<Uint8Array> {
  const { readable, writable } = new DecompressionStream(format);
  let [taken, given] = [0, 0];
  const counted = async function* () {
    for await (const piece of packed) {
      taken += piece.length;
      yield piece;
    }
  };
  pump(counted(), writable.getWriter()).catch(() => undefined); // the reader is told of it, too
  const reader = readable.getReader();
  try {
    for (;;) {
      const next = await reader.read().catch((error: unknown) => {
        if (error instanceof FormatError) throw error;
        throw new FormatError(file, place, `damaged compression: ${messageOf(error)}`);
      });
      if (next.done) return;
      given += next.value.length;
      refuseBomb(given, unpackedLimit(taken), file, place);
      yield next.value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Unpack into memory. Throws as {@link inflateStream} does. */
export async function inflate(bytes: Uint8Array, packing: Packing): Promise<Uint8Array> {
  const packed = async function* () {
    yield bytes;
  };
  const bounded = async function* () {
    let size = 0;
    for await (const piece of inflateStream(packed(), packing)) {
      size += piece.length;
      refuseBomb(size, mostUnpacked, packing.file, packing.place);
      yield piece;
    }
  };
  return await collectBytes(bounded());
}

async function pump(
  pieces: AsyncIterable<Uint8Array>,
  writer: WritableStreamDefaultWriter<BufferSource>,
): Promise<void> {
  try {
    for await (const piece of pieces) await writer.write(piece as Uint8Array<ArrayBuffer>);
    await writer.close();
  } catch (error) {
    await writer.abort(error);
  }
}

/** Throws a {@link FormatError} where `size` unpacked bytes are more than `limit`. */
export function refuseBomb(size: number, limit: number, file: string, place: Place): void {
  if (size > limit)
    throw new FormatError(
      file,
      place,
      `unpacks to more than ${limit} bytes`,
      "no recording packs that well: don't trust this file",
    );
}
