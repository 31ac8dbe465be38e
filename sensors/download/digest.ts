/** @file What a file on the disk is: its size and its sha-256. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

export interface Digest {
  readonly bytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

/** Reads the whole file, in pieces. */
export async function digest(path: string): Promise<Digest> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest("hex") };
}

/** How a file differs from what was stated of it; empty where it does not. */
export function differences({ bytes, sha256 }: Digest, stated: Partial<Digest>): readonly string[] {
  const { bytes: expected = bytes, sha256: hash = sha256 } = stated;
  return [
    ...(bytes === expected ? [] : [`${bytes} bytes, expected ${expected}`]),
    ...(sha256 === hash ? [] : [`sha-256 ${sha256}, expected ${hash}`]),
  ];
}
