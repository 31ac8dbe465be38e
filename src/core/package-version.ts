/** @file The version of this package, from its own manifest. */
import { readFileSync } from "node:fs";
import { packageFile } from "./package-file.ts";

/** "0.1.0", from the package's own manifest. */
export function packageVersion(): string {
  const manifest = JSON.parse(readFileSync(packageFile("package.json"), "utf8"));
  return (manifest as { version: string }).version;
}
