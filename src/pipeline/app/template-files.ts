/** @file The code that an app starts from: files of the package, copied as they are. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { packageFile } from "#core/package-file";

/** By path in the bundle. @param folders Of `templates/`; the later ones win. */
export async function templateFiles(
  folders: readonly string[],
): Promise<Readonly<Record<string, Uint8Array>>> {
  const files: Record<string, Uint8Array> = {};
  for (const folder of folders) {
    const root = packageFile(join("templates", folder));
    for (const name of await filesIn(root)) files[name] = await readFile(join(root, name));
  }
  return files;
}

async function filesIn(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(root.length + 1))
    .sort();
}
