/** @file The bytes of a model that somebody names on the command line. */
import { readFile } from "node:fs/promises";
import { messageOf, UserError } from "#core/errors";

export function modelAt(file: string): Promise<Uint8Array> {
  return readFile(file).catch((error: unknown) => {
    throw new UserError(`${file} cannot be read: ${messageOf(error)}`, "name an ONNX file");
  });
}
