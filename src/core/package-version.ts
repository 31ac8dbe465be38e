/** @file The version of this package, from its own manifest. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** "0.1.0", from the package's own manifest. */
export function packageVersion(): string {
  const path = createRequire(import.meta.url).resolve("wristill/package.json");
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}
