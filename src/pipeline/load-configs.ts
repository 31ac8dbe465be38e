/** @file The data sets of a comparison: configuration files, or names of those in benchmarks/suites. */
import { access, readdir } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { nearest, UserError } from "#core/errors";
import type { KnownEntries } from "./config-names.ts";
import type { Config } from "./config-schema.ts";
import { loadConfig, type Overrides } from "./load-config.ts";

/** Where configurations are found by name: "uci-har" is benchmarks/suites/uci-har.yaml. */
const suites = join("benchmarks", "suites");

/** The demo where none is named. Throws a {@link UserError} where two would share a run folder. */
export async function loadConfigs(
  places: readonly string[],
  known: KnownEntries,
  overrides: Overrides = {},
): Promise<Config[]> {
  const configs: Config[] = [];
  for (const place of places.length > 0 ? places : ["demo"])
    configs.push(await loadConfig(await fileOf(place), known, overrides));
  const names = configs.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return configs;
  throw new UserError(
    `two configurations are called "${twice}", and would share a run folder`,
    "give them different names: `name: …`",
  );
}

/** `undefined`: the demo's own. */
async function fileOf(place: string): Promise<string | undefined> {
  if (await isThere(place)) return place;
  const suite = join(suites, `${place}.yaml`);
  if (await isThere(suite)) return suite;
  if (place === "demo") return undefined;
  const names = (await readdir(suites).catch(() => [])).map((name) => basename(name, ".yaml"));
  const close = nearest(place, names);
  if (extname(place) !== "" || close === undefined) return place;
  throw new UserError(`there is no configuration file ${place}`, `did you mean ${close}?`);
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
