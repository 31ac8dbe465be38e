/** @file Files written whole or not at all. */
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { fileTrouble, messageOf, UserError } from "#core/errors";

let counter = 0;

/** Write beside the target, flush, rename: a reader sees the old file or the new one, never half of it. */
export async function writeAtomic(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}.${counter++}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, "w");
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new UserError(
      `cannot write ${path}: ${fileTrouble(error)}`,
      "check that the folder exists, is writable and has room",
      { cause: error },
    );
  }
}

/** {@link writeAtomic}; without content, what an earlier run left there goes. */
export async function writeOrRemove(path: string, content: Uint8Array | undefined): Promise<void> {
  if (content) await writeAtomic(path, content);
  else await rm(path, { force: true });
}

/** {@link writeAtomic} of a value as indented JSON. */
export function writeJson(path: string, value: unknown): Promise<void> {
  return writeAtomic(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** The parsed file, or `undefined` where there is none. */
export async function readJson<T>(path: string): Promise<T | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw new UserError(
      `${path} is not valid JSON: ${messageOf(error)}`,
      "delete it and run again",
    );
  }
}
