/** @file The folder of a run: made, recognised, emptied. A folder of anything else is left alone. */
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileTrouble, UserError } from "#core/errors";
import { readJson, writeJson } from "#core/files";

/** Marks a folder as wristill's; the number is the layout's version. */
const marker = { file: "run.json", format: 1 } as const;

interface Mark {
  readonly format: number;
}

/**
 * Make the folder where there is none. Throws a {@link UserError} for a folder of another kind, one that cannot be
 * written, and (unless it is to be emptied) one of another version.
 */
export async function prepareRunFolder(folder: string, anyVersion = false): Promise<void> {
  const names = await entriesOf(folder);
  if (names.length > 0) return recogniseRunFolder(folder, anyVersion);
  await writeJson(join(folder, marker.file), { format: marker.format });
}

/** Throws a {@link UserError} for what is not a run folder of this version. */
export async function recogniseRunFolder(folder: string, anyVersion = false): Promise<void> {
  const mark = await readMark(folder);
  if (mark === undefined)
    throw new UserError(
      `${folder} is not a run folder: it has no ${marker.file}`,
      "name the folder that `wristill run` wrote, or another --out",
    );
  if (mark.format !== marker.format && !anyVersion)
    throw new UserError(
      `${folder} was written by another version of wristill (layout ${mark.format}, this one writes ${marker.format})`,
      "run again with --fresh or into another --out",
    );
}

/** Remove everything but the mark and the lock. */
export async function emptyRunFolder(folder: string): Promise<void> {
  const keep = [marker.file, "run.lock"];
  for (const name of await readdir(folder))
    if (!keep.includes(name)) await rm(join(folder, name), { recursive: true, force: true });
  await writeJson(join(folder, marker.file), { format: marker.format });
}

async function entriesOf(folder: string): Promise<string[]> {
  try {
    await mkdir(folder, { recursive: true });
    return await readdir(folder);
  } catch (error) {
    throw new UserError(
      `cannot use ${folder} as a run folder: ${fileTrouble(error)}`,
      "choose another --out, in a folder that you may write",
      { cause: error },
    );
  }
}

async function readMark(folder: string): Promise<Mark | undefined> {
  try {
    return await readJson<Mark>(join(folder, marker.file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return undefined;
    throw error;
  }
}
