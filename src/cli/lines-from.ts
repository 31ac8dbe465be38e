/** @file The lines of a file, or of standard input. */
import { open } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileTrouble, UserError } from "#core/errors";
import { encodingOf } from "#sensors/formats/text-encoding";

/**
 * Opened when the first line is asked for; `signal` ends them.
 * @param place A file; "-": standard input.
 */
export async function* linesFrom(
  place: string,
  stdin: Readable,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const input = place === "-" ? stdin : await textOf(place);
  yield* createInterface({ input, signal, crlfDelay: Number.POSITIVE_INFINITY });
}

async function textOf(place: string): Promise<Readable> {
  const file = await opened(place);
  const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
  const encoding = encodingOf(buffer) === "utf-16le" ? "utf16le" : "utf8"; // all that Node's streams read
  return file.createReadStream({ encoding, start: 0 });
}

function opened(file: string) {
  return open(file).catch((error: unknown) => {
    throw new UserError(`${file} cannot be read: ${fileTrouble(error)}`, "name a CSV file");
  });
}
