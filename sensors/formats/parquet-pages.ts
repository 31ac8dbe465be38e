/** @file Pages of Parquet files unpacked in bounded memory: a damaged header may promise anything. */
import type { Compressors } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { unpackedLimit } from "./inflate.ts";

/** Every packing the library knows, each refusing what would unpack beyond all measure. */
export const boundedCompressors: Compressors = Object.fromEntries(
  Object.entries(compressors).map(([name, unpack]) => [
    name,
    (input: Uint8Array, outputLength: number) => {
      const needed = name === "ZSTD" ? Math.max(outputLength, zstdWindow(input)) : outputLength;
      if (needed > unpackedLimit(input.length))
        throw new Error(`a page of ${input.length} bytes unpacks to ${needed}`);
      return unpack(input, outputLength);
    },
  ]),
);

/**
 * Bytes a decoder keeps at hand for a frame of Zstandard: its window, or all of it where it is one segment. Source: RFC
 * 8878, §3.1.1.1.
 */
function zstdWindow(frame: Uint8Array): number {
  if (frame.length < 14) return 0;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const descriptor = view.getUint8(4);
  const oneSegment = (descriptor & 0x20) !== 0;
  if (!oneSegment) {
    const window = view.getUint8(5);
    return 2 ** (10 + (window >> 3)) * (1 + (window & 7) / 8);
  }
  const at = 5 + [0, 1, 2, 4][descriptor & 3]!; // behind the dictionary's number
  const sizes = [
    () => view.getUint8(at),
    () => view.getUint16(at, true) + 256,
    () => view.getUint32(at, true),
    () => Number(view.getBigUint64(at, true)),
  ];
  return at + 8 > frame.length && descriptor >> 6 === 3 ? 0 : sizes[descriptor >> 6]!();
}
