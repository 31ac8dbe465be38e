/** @file One file from its official address: resumed where it broke off, tried again, checked. */
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "#core/errors";
import type { Download } from "#sensors/dataset";
import { type Digest, differences, digest } from "./digest.ts";
import { type PartFile, partFile, refusal } from "./part-file.ts";
import { receive } from "./receive.ts";
import { TransientError } from "./transient-error.ts";

export interface FetchOptions {
  /** Ends it; the part that is there is kept, and the next call goes on from it. */
  readonly signal?: AbortSignal;
  /** Bytes so far; of so many, where the server says. */
  readonly onProgress?: (done: number, total: number | undefined) => void;
  /** Attempts in a row that may bring nothing; default 5. */
  readonly attempts?: number;
  /** ms without a byte after which a connection counts as dead; default 30 000. */
  readonly patience?: number;
  /** Waits `ms` between two attempts; default: really waits. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

const waitsFor = (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal });

/**
 * Fetch a file to `target`, which appears when it is whole and has the size and sha-256 that `download` states. Throws
 * a {@link UserError} otherwise; the bytes so far stay beside it as `<target>.part` where they can be used again.
 */
export async function fetchFile(
  download: Download,
  target: string,
  options: FetchOptions = {},
): Promise<Digest> {
  const { attempts = 5, wait = waitsFor, signal = new AbortController().signal } = options;
  const { patience = 30_000, onProgress = () => undefined } = options;
  const part = partFile(target);
  await mkdir(dirname(target), { recursive: true }).catch((error) => {
    throw refusal(target, error);
  });
  for (let failures = 0; ; ) {
    const before = (await part.begun(download.url)).size;
    try {
      await receive(download, part, { signal, patience, onProgress });
      break;
    } catch (error) {
      if (!(error instanceof TransientError)) throw error;
      const after = (await part.begun(download.url)).size;
      failures = after > before ? 1 : failures + 1;
      if (failures >= attempts) throw givenUp(error, attempts, after);
      await wait(Math.max(1000 * 2 ** (failures - 1), error.wait ?? 0), signal);
    }
  }
  const fetched = await checked(download, part);
  await part.finish();
  return fetched;
}

/** Reads the file back: what counts is what lies on the disk. */
async function checked(download: Download, part: PartFile): Promise<Digest> {
  const fetched = await digest(part.path);
  const problems = differences(fetched, download);
  if (problems.length === 0) return fetched;
  await part.remove();
  throw new UserError(
    `${download.url} came with ${problems.join("; ")}`,
    "it was deleted; fetch it again, and if that does not help, its authors may have changed it",
  );
}

function givenUp(error: TransientError, attempts: number, size: number): UserError {
  const kept = size > 0 ? `; the ${size} bytes that came are kept` : "";
  return new UserError(
    `given up after ${attempts} attempts: ${error.message}`,
    `try again later, the same command goes on from there${kept}`,
    { cause: error },
  );
}
