/** @file Where downloaded data sets are kept. */
import { access } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The folder of one data set below the user's cache: `$XDG_CACHE_HOME/wristill/<name>`, or the platform's own place
 * (`~/.cache`, `~/Library/Caches`, `%LOCALAPPDATA%`).
 */
export function dataFolder(name: string, env: Environment = process.env): string {
  return join(env.XDG_CACHE_HOME || platformCache(env), "wristill", name);
}

/** {@link dataFolder}, where it is there. */
export async function keptFolder(name: string, env?: Environment): Promise<string | undefined> {
  const folder = dataFolder(name, env);
  return access(folder).then(
    () => folder,
    () => undefined,
  );
}

function platformCache({ LOCALAPPDATA }: Environment): string {
  if (process.platform === "win32" && LOCALAPPDATA) return LOCALAPPDATA;
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches");
  return join(homedir(), ".cache");
}
