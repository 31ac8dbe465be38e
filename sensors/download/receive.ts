/** @file One attempt to get the rest of a file: ask, check what is announced, write what comes. */
import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { UserError } from "#core/errors";
import type { Download } from "#sensors/dataset";
import { openResponse } from "./open-response.ts";
import { type PartFile, refusal } from "./part-file.ts";
import { stallWatch } from "./stall-watch.ts";
import { connectionLost, TransientError } from "./transient-error.ts";

export interface ReceiveOptions {
  readonly signal: AbortSignal;
  readonly patience: number;
  readonly onProgress: (done: number, total: number | undefined) => void;
}

interface Body {
  readonly response: Response;
  /** Bytes of the part that stay. */
  readonly from: number;
  /** Of the whole file, where the server says. */
  readonly total: number | undefined;
}

/** Add to the part until it is whole. Throws a {@link TransientError} where another attempt may help. */
export async function receive(
  download: Download,
  part: PartFile,
  { signal, patience, onProgress }: ReceiveOptions,
): Promise<void> {
  const watch = stallWatch(signal, patience);
  try {
    const body = await openBody(download, part, watch.signal);
    if (body === "complete") return;
    await checkTotal(download, body, part);
    await pour(body, download, part, (done) => {
      watch.alive();
      onProgress(done, body.total);
    });
  } catch (error) {
    signal.throwIfAborted();
    if (watch.signal.aborted) throw new TransientError(`nothing came for ${patience / 1000} s`);
    throw error;
  } finally {
    watch.stop();
  }
}

/** Asks for what is missing; the server may send everything instead. */
async function openBody(
  { url, file }: Download,
  part: PartFile,
  signal: AbortSignal,
): Promise<Body | "complete"> {
  const { size, stamp } = await part.begun(url);
  const range = size > 0 ? { Range: `bytes=${size}-`, "If-Range": stamp } : {};
  const response = await openResponse(url, { "Accept-Encoding": "identity", ...range }, signal);
  const { status, headers } = response;
  const ranged = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(headers.get("content-range") ?? "");
  if (status === 416) {
    await response.body?.cancel();
    if (Number(ranged?.[2]) === size) return "complete";
    await part.remove();
    throw new TransientError(`${url}: the file there is another one by now`);
  }
  if (/^text\/html\b/.test(headers.get("content-type") ?? "") && !/\.html?$/.test(file))
    throw new UserError(
      `${url}: a web page came in place of ${file}`,
      "it may want a login or a form; see the data set's home page",
    );
  if (status === 200) return { response, from: 0, total: numberOf(headers.get("content-length")) };
  if (ranged?.[1] === undefined || Number(ranged[1]) !== size) {
    await part.remove();
    throw new TransientError(`${url}: the server sent another range than it was asked for`);
  }
  return { response, from: size, total: numberOf(ranged[2]!) };
}

function numberOf(text: string | null): number | undefined {
  return text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** Before the bytes come: is it the file that was expected, and is there room for it? */
async function checkTotal(
  { url, bytes }: Download,
  { response, from, total }: Body,
  part: PartFile,
) {
  const problem = await sizeProblem(url, bytes, total, from, part.path);
  if (problem === undefined) return;
  await response.body?.cancel();
  throw problem;
}

async function sizeProblem(
  url: string,
  bytes: number | undefined,
  total: number | undefined,
  from: number,
  path: string,
): Promise<UserError | undefined> {
  if (total === undefined) return undefined;
  if (bytes !== undefined && bytes !== total)
    return new UserError(
      `${url} has ${total} bytes, expected ${bytes}`,
      "its authors may have changed it; see the data set's home page",
    );
  const free = await statfs(dirname(path)).then(({ bavail, bsize }) => bavail * bsize);
  if (free >= total - from) return undefined;
  return new UserError(
    `${path} needs ${total - from} bytes more, the disk has ${free}`,
    "make room, or name another folder with --to",
  );
}

async function pour(
  { response, from, total }: Body,
  { url, bytes }: Download,
  part: PartFile,
  onBytes: (done: number) => void,
): Promise<void> {
  const most = total ?? bytes ?? Number.POSITIVE_INFINITY;
  const stamp = stampOf(response.headers);
  const file = await part.append(from, stamp === undefined ? undefined : { url, stamp });
  let done = from;
  try {
    onBytes(done);
    for await (const chunk of chunksOf(response)) {
      done += chunk.length;
      if (done > most) throw new UserError(`${url} sends more than the ${most} bytes it announced`);
      await file.appendFile(chunk).catch((error) => {
        throw refusal(part.path, error);
      });
      onBytes(done);
    }
  } finally {
    await file.close();
  }
  if (total !== undefined && done < total)
    throw new TransientError(`the connection ended after ${done} of ${total} bytes`);
}

async function* chunksOf({ body }: Response): AsyncIterable<Uint8Array> {
  if (!body) return;
  try {
    for await (const chunk of body) yield chunk as Uint8Array;
  } catch (error) {
    throw connectionLost(error);
  }
}

/** A weak ETag does not promise the same bytes. */
function stampOf(headers: Headers): string | undefined {
  const etag = headers.get("etag");
  if (etag?.startsWith('"')) return etag;
  return headers.get("last-modified") ?? undefined;
}
