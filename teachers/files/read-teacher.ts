/** @file Reading a file that an option names. */
import { readFile } from "node:fs/promises";
import { fileTrouble, UserError } from "#core/errors";

/** The bytes. Throws a {@link UserError} for no path, or one that cannot be read. */
export async function readTeacher(network: string, path: string): Promise<Uint8Array> {
  if (path === "") {
    throw new UserError(
      `${network}: expected the path of a file, got none`,
      "set `options: { path: … }`",
    );
  }
  try {
    return await readFile(path);
  } catch (error) {
    throw new UserError(
      `${network}: ${path} cannot be read: ${fileTrouble(error)}`,
      "paths are relative to the configuration's file",
      { cause: error },
    );
  }
}
