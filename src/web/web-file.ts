/** @file What a page may fetch: a list made beforehand, so that no request reaches the file system. */
import { promisify } from "node:util";
import { gzip } from "node:zlib";

export interface WebFile {
  /** "text/javascript". */
  readonly type: string;
  /** Never changes under its path, so browsers may keep it and need no connection to have it again. */
  readonly lasting?: boolean;
  /** The whole content, as UTF-8 where it is text. */
  read(): Promise<Uint8Array>;
}

/** By path below the server's root, without a slash in front; "" is the page. */
export type WebFiles = Readonly<Record<string, WebFile>>;

const types: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  mjs: "text/javascript; charset=utf-8",
  json: "application/json; charset=utf-8",
  wasm: "application/wasm",
  svg: "image/svg+xml",
  webmanifest: "application/manifest+json",
};

/** Of a file by its ending. */
export function typeOf(path: string): string {
  return types[path.split(".").at(-1)!] ?? "application/octet-stream";
}

/** A file made up on the spot. `path` tells its type. */
export function madeUp(path: string, content: string | Uint8Array): WebFile {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return { type: typeOf(path), read: async () => bytes };
}

const zip = promisify(gzip);

/** Compressed once, then kept: a watch fetches 13 MB of WebAssembly over Bluetooth. */
export function compressed(file: WebFile): () => Promise<Uint8Array> {
  let made: Promise<Uint8Array> | undefined;
  return () => {
    made ??= file
      .read()
      .then((bytes) => zip(bytes))
      .catch((error: unknown) => {
        made = undefined; // the next one may be luckier
        throw error;
      });
    return made;
  };
}
