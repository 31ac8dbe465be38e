/** @file What was posted, if it is no longer than it may be. */
import type { IncomingMessage } from "node:http";

/** The whole text; `undefined` where it is longer than `limit` bytes, of which no more is read. */
export async function readBody(
  request: IncomingMessage,
  limit: number,
): Promise<string | undefined> {
  if (Number(request.headers["content-length"] ?? 0) > limit) return undefined;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) return undefined;
    chunks.push(chunk);
  }
  return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
}
