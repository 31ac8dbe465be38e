/** @file Vitest global setup: what e2e and browser tests run is built from the sources as they are now. */
import { execFileSync } from "node:child_process";

export function setup(): void {
  if (process.env.WRISTILL_BUILT) return; // once for all projects of a run
  execFileSync("npm", ["run", "--silent", "build"], { stdio: ["ignore", "inherit", "inherit"] });
  process.env.WRISTILL_BUILT = "1";
}
