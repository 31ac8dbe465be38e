/** @file One request → one answer: who asks, by which name, for what. */
import type { IncomingMessage } from "node:http";
import { hostNames } from "./addresses.ts";
import { readBody } from "./read-body.ts";
import { sameToken } from "./token.ts";
import { compressed, type WebFile, type WebFiles } from "./web-file.ts";

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | number>>;
  readonly body?: string | Uint8Array;
}

/** Takes a posted text; the answer goes back as JSON. */
export type Post = (text: string) => Promise<{ readonly status: number; readonly value: object }>;

export interface AnswerOptions {
  readonly host: string;
  readonly port: number;
  readonly token: string;
  readonly files: WebFiles;
  readonly posts: Readonly<Record<string, Post>>;
  readonly limits: { readonly body: number };
}

/** Of every answer. Isolation is what threads and fine clocks need; browsers grant it to secure contexts only. */
const guards = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self' blob: 'wasm-unsafe-eval'; worker-src 'self' blob:; style-src 'unsafe-inline'; connect-src 'self'; img-src data:; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "same-origin",
  "X-Content-Type-Options": "nosniff",
};

export async function answerFor(request: IncomingMessage, options: AnswerOptions): Promise<Answer> {
  const { host, port, token, files, posts } = options;
  const names = hostNames(host, port);
  const caller = request.headers.host?.toLowerCase();
  if (caller === undefined || !names.has(caller)) return plain(421, "this server has another name");
  const [path = "/"] = (request.url ?? "/").split("?");
  const [given = "", ...rest] = path.slice(1).split("/");
  if (!path.startsWith("/") || !sameToken(given, token)) return plain(404, "nothing here");
  if (rest.length === 0) return plain(308, "", { Location: `/${token}/` });
  const asked = rest.join("/");
  const post = Object.hasOwn(posts, asked) ? posts[asked] : undefined;
  const file = Object.hasOwn(files, asked) ? files[asked] : undefined;
  if (request.method === "POST" && post) return await posted(request, post, options);
  if (!post && !file) return plain(404, "nothing here");
  const reads = request.method === "GET" || request.method === "HEAD";
  if (!file || !reads) return plain(405, "", { Allow: file ? "GET, HEAD" : "POST" });
  return await fetched(request, file);
}

function plain(status: number, text: string, headers: Answer["headers"] = {}): Answer {
  const body = new TextEncoder().encode(text && `${text}\n`);
  const own = { "Content-Type": "text/plain; charset=utf-8", "Content-Length": body.length };
  return { status, headers: { ...guards, ...own, "Cache-Control": "no-store", ...headers }, body };
}

async function posted(
  request: IncomingMessage,
  post: Post,
  { limits }: AnswerOptions,
): Promise<Answer> {
  const { origin, host } = request.headers;
  if (origin?.toLowerCase() !== `http://${host?.toLowerCase()}`)
    return plain(403, "only pages of this server may post");
  const [type] = (request.headers["content-type"] ?? "").split(";");
  if (type?.trim().toLowerCase() !== "application/json") return plain(415, "expected JSON");
  let text: string | undefined;
  try {
    text = await readBody(request, limits.body);
  } catch {
    return plain(400, "expected UTF-8, whole");
  }
  if (text === undefined) return plain(413, `expected at most ${limits.body} bytes`);
  const { status, value } = await post(text);
  return plain(status, JSON.stringify(value), { "Content-Type": "application/json" });
}

const zipped = new WeakMap<WebFile, () => Promise<Uint8Array>>();

async function fetched(request: IncomingMessage, file: WebFile): Promise<Answer> {
  const zips = /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""));
  if (!zipped.has(file)) zipped.set(file, compressed(file));
  const body = zips ? await zipped.get(file)!() : await file.read();
  return {
    status: 200,
    headers: {
      ...guards,
      ...{ "Content-Type": file.type, "Content-Length": body.length, Vary: "Accept-Encoding" },
      ...(zips ? { "Content-Encoding": "gzip" } : {}),
      "Cache-Control": file.lasting ? "private, max-age=31536000, immutable" : "no-store",
    },
    body,
  };
}
