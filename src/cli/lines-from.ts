/** @file The lines of a file, or of standard input. */
import { open } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileTrouble, UserError } from "#core/errors";

/**
 * Opened when the first line is asked for; `signal` ends them.
 * @param place A file; "-": standard input.
 */
export async function* linesFrom(
  place: string,
  stdin: Readable,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const input = place === "-" ? stdin : (await opened(place)).createReadStream();
  yield* createInterface({ input, signal, crlfDelay: Number.POSITIVE_INFINITY });
}

function opened(file: string) {
  return open(file).catch((error: unknown) => {
    throw new UserError(`${file} cannot be read: ${fileTrouble(error)}`, "name a CSV file");
  });
}
