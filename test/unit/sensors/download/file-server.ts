/** @file A loopback server with the manners and the faults of real ones. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface FileServer {
  /** "http://127.0.0.1:41234". */
  readonly url: string;
  /** The `Range` of every request so far; "" where it had none. */
  readonly ranges: readonly string[];
}

/** One answer; `request` counts from 0. */
export type Answer = (
  message: IncomingMessage,
  response: ServerResponse,
  request: number,
) => void | Promise<void>;

/** Call inside a test. */
export async function fileServer(answer: Answer): Promise<FileServer> {
  const ranges: string[] = [];
  const server = createServer((message, response) => {
    ranges.push(message.headers.range ?? "");
    void answer(message, response, ranges.length - 1);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, ranges };
}

export interface Manners {
  /** Default: a strong one. */
  readonly etag?: string | undefined;
  /** Default true. */
  readonly ranged?: boolean;
  /** Bytes after which the connection is cut, by request. */
  readonly cut?: readonly (number | undefined)[];
}

/** Serves one file as a good server does, unless told otherwise. */
export function sends(body: Uint8Array, manners: Manners = {}): Answer {
  const { etag = '"v1"', ranged = true, cut = [] } = manners;
  return ({ headers }, response, request) => {
    const asked = Number(/^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1] ?? 0);
    const same = headers["if-range"] === undefined || headers["if-range"] === etag;
    const from = ranged && same ? asked : 0;
    const part = body.subarray(from);
    if (from > 0 && part.length === 0) {
      response.writeHead(416, { "Content-Range": `bytes */${body.length}` }).end();
      return;
    }
    response.writeHead(from > 0 ? 206 : 200, {
      "Content-Length": part.length,
      "Content-Type": "application/zip",
      ...(etag !== "" && { ETag: etag }),
      ...(from > 0 && { "Content-Range": `bytes ${from}-${body.length - 1}/${body.length}` }),
    });
    const end = cut[request];
    if (end === undefined) response.end(part);
    else response.write(part.subarray(0, end), () => setTimeout(() => response.destroy(), 20));
  };
}
