/** @file The bytes of a model that somebody names on the command line. */
import { readFile } from "node:fs/promises";
import { fileTrouble, UserError } from "#core/errors";
import { withDataInside } from "#graph/with-data-inside";

/** As one file: data beside it are read, too. */
export async function modelAt(file: string): Promise<Uint8Array> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new UserError(`${file} cannot be read: ${fileTrouble(error)}`, "name an ONNX file");
  });
  return withDataInside(bytes, file);
}
