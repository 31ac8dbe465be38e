/** @file A configuration file, or the demo's; what the command line changes in it. */
import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { nearest, UserError } from "#core/errors";
import { mapValues } from "#core/map-values";
import { parseConfig } from "./config.ts";
import type { KnownEntries } from "./config-names.ts";
import type { Config, NetworkChoice } from "./config-schema.ts";
import { demoConfig } from "./demo-config.ts";
import { methodChoice } from "./method-choice.ts";

/** Flags that go before the file; what is left out changes nothing. */
export interface Overrides {
  readonly seeds?: readonly number[];
  /** "pskd", "kd:fuse", "kd(temperature=2)". */
  readonly method?: string;
  readonly engine?: string;
}

/** The checked configuration; `path` undefined: the demo. `data.path` and paths of teachers are resolved against the file's folder. */
export async function loadConfig(
  path: string | undefined,
  known: KnownEntries,
  overrides: Overrides = {},
): Promise<Config> {
  const source = path ?? "the demo's configuration";
  const text = path === undefined ? demoConfig : await readText(path);
  const config = parseConfig(text, { source, known });
  const folder = path === undefined ? "." : dirname(path);
  const { path: dataPath, ...data } = config.data;
  const resolved = dataPath === undefined ? data : { ...data, path: resolve(folder, dataPath) };
  const teachers = mapValues(config.teachers, (choice) => withPaths(choice, known, folder));
  const changed = { ...config, data: resolved, teachers, ...changes(overrides) };
  return parseConfig(changed, { source: `${source} with the flags given`, known });
}

/** Options of a network that are paths, resolved against a folder. */
function withPaths(
  choice: NetworkChoice,
  { networks = [] }: KnownEntries,
  folder: string,
): NetworkChoice {
  const { paths = [] } = networks.find(({ name }) => name === choice.network) ?? {};
  const inFolder = (value: unknown) => (typeof value === "string" ? resolve(folder, value) : value);
  const resolved = mapValues(choice.options, (value, name) => {
    if (!paths.includes(name)) return value;
    return Array.isArray(value) ? value.map(inFolder) : inFolder(value);
  });
  return { ...choice, options: resolved };
}

function changes({ seeds, method, engine }: Overrides): object {
  return {
    ...(seeds && { seeds }),
    ...(method !== undefined && { method: methodChoice(method) }),
    ...(engine !== undefined && { engine }),
  };
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EISDIR")
      throw new UserError(`${path} is a folder`, "name the YAML file inside it");
    if (code !== "ENOENT" && code !== "ENOTDIR") throw error;
    const neighbours = await readdir(dirname(path)).catch(() => []);
    const close = nearest(
      basename(path),
      neighbours.filter((name) => /\.ya?ml$/.test(name)),
    );
    throw new UserError(
      `there is no configuration file ${path}`,
      close === undefined ? "`wristill init` writes one" : `did you mean ${close}?`,
    );
  }
}
