/** @file A loopback server for pages that are measured or tested: folders, plus files made up on the spot. */
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

export interface PageServer {
  /** "http://127.0.0.1:41234". */
  readonly url: string;
  close(): Promise<void>;
}

export interface ServeOptions {
  /** Folders by the beginning of the paths that they answer ("/dist/"); other paths are not found. */
  readonly folders: Readonly<Record<string, string>>;
  /** Whether pages are cross-origin isolated. Default true. */
  readonly isolated?: boolean;
}

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
};

/** Threads in WebAssembly need `SharedArrayBuffer`, which browsers give to isolated pages only. */
const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
};

/** Serves `files` by path ("/model.onnx"), looked up anew each time, then folders. Only this machine can reach it. */
export async function serve(
  files: Readonly<Record<string, string | Uint8Array>>,
  { folders, isolated = true }: ServeOptions,
): Promise<PageServer> {
  const headers = isolated ? isolation : {};
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
    content(pathname, files, folders).then(
      ({ body, type }) => response.writeHead(200, { "Content-Type": type, ...headers }).end(body),
      () => response.writeHead(404, headers).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => stop(server) };
}

async function content(
  path: string,
  files: Readonly<Record<string, string | Uint8Array>>,
  folders: ServeOptions["folders"],
): Promise<{ body: string | Uint8Array; type: string }> {
  const known = files[path];
  const extension = extname(path) === "" ? ".js" : extname(path); // `#core/random` names no extension
  const type = types[extension] ?? "application/octet-stream";
  if (known !== undefined) return { body: known, type };
  const start = Object.keys(folders).find((each) => path.startsWith(each));
  if (start === undefined) throw new Error(`${path} is not served`);
  const file = extname(path) === "" ? `${path}.js` : path;
  const inFolder = normalize(`/${file.slice(start.length)}`); // never above the folder
  return { body: await readFile(join(folders[start]!, inFolder)), type };
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
  });
}
