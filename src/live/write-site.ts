/** @file The page's files in a folder, for any web server. */
import { join } from "node:path";
import { writeAtomic } from "#core/files";
import type { WebFiles } from "#web/web-file";

/** The path of the page. */
export async function writeSite(folder: string, files: WebFiles): Promise<string> {
  for (const [path, file] of Object.entries(files)) {
    const target = join(folder, path === "" ? "index.html" : path);
    await writeAtomic(target, await file.read());
  }
  return join(folder, "index.html");
}
