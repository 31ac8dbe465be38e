/** @file A file that is on its way: its bytes so far, and what tells whether the server still has the same. */
import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import { fileTrouble, UserError } from "#core/errors";
import { readJson, writeJson } from "#core/files";

/** Of a response, to be shown with the next request. */
export interface Validator {
  readonly url: string;
  /** A strong `ETag`, else `Last-Modified`. */
  readonly stamp: string;
}

export interface PartFile {
  readonly path: string;
  /** Bytes there are, and the validator they came with; 0 bytes where they are of no use. */
  begun(url: string): Promise<{ readonly size: number; readonly stamp: string }>;
  /** Keeps the first `size` bytes and writes on from there. */
  append(size: number, validator: Validator | undefined): Promise<FileHandle>;
  /** Gives it its name. */
  finish(): Promise<void>;
  remove(): Promise<void>;
}

/** Beside `target`: `<target>.part`, with its validator in `<target>.part.json`. */
export function partFile(target: string): PartFile {
  const path = `${target}.part`;
  const note = `${path}.json`;
  const remove = async () => {
    await rm(path, { force: true });
    await rm(note, { force: true });
  };
  return {
    path,
    remove,
    async begun(url) {
      const known = await readJson<Validator>(note).catch(() => undefined);
      const size = await sizeOf(path);
      if (known?.url === url && size > 0) return { size, stamp: known.stamp };
      return { size: 0, stamp: "" };
    },
    async append(size, validator) {
      try {
        if (size === 0) await remove();
        if (size === 0 && validator) await writeJson(note, validator);
        const file = await open(path, "a");
        await file.truncate(size);
        return file;
      } catch (error) {
        throw refusal(path, error);
      }
    },
    async finish() {
      await rename(path, target);
      await rm(note, { force: true });
    },
  };
}

/** A full disk, a folder that is not writable, as a {@link UserError}. */
export function refusal(path: string, error: unknown): UserError {
  if (error instanceof UserError) return error;
  return new UserError(
    `cannot write ${path}: ${fileTrouble(error)}`,
    "make room, or name another folder with --to; what is there already is kept",
    { cause: error },
  );
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
