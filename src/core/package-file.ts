/** @file Where the files of this package lie. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** A file by its path from the package's root, in sources and when built alike. */
export function packageFile(path: string): string {
  const manifest = createRequire(import.meta.url).resolve("wristill/package.json");
  return join(dirname(manifest), path);
}
