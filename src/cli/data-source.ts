/** @file Which data a person means: a data set's name, a configuration, a folder of their own. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { messageOf, UserError } from "#core/errors";
import { lookup, type Registry } from "#core/registry";
import type { Dataset } from "#sensors/dataset";
import * as entries from "#sensors/datasets/entries";
import { descriptionName, exampleDescription } from "#sensors/folder/description";
import type { Config } from "#src/pipeline/config-schema";

// Entries differ in their option types; here they are read with their defaults or as a checked configuration says.
const datasets = entries as unknown as Registry<Dataset>;

export interface DataSource {
  readonly dataset: Dataset;
  readonly location?: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Where a configuration was named. */
  readonly config?: Config;
}

/** Throws a {@link UserError} that guesses the nearest name. */
export function datasetNamed(name: string): Dataset {
  return lookup("data set", datasets, name);
}

/** `path`: where the files of a data set that was named lie. Throws a {@link UserError} for what is none of the three. */
export async function dataSource(what: string, path: string | undefined): Promise<DataSource> {
  const named = Object.values(datasets).find(({ name }) => name === what);
  if (named) return { dataset: named, options: {}, ...(path !== undefined && { location: path }) };
  if (path !== undefined) throw unknownName(what);
  if (/\.ya?ml$/i.test(what)) return configured(what);
  return ownFolder(what);
}

/** Loads the other registries too: a configuration is checked as a whole. */
async function configured(file: string): Promise<DataSource> {
  const { loadConfig } = await import("#src/pipeline/load-config");
  const { knownEntries } = await import("#src/pipeline/registries");
  const config = await loadConfig(file, knownEntries);
  const { dataset, path, options } = config.data;
  const location = path === undefined ? {} : { location: path };
  return { dataset: datasetNamed(dataset), options, config, ...location };
}

async function ownFolder(place: string): Promise<DataSource> {
  const { folder: dataset } = entries;
  const found = await stat(place).catch(() => undefined);
  if (!found) throw unknownName(place);
  if (found.isDirectory() && !(await stat(join(place, descriptionName)).catch(() => undefined)))
    throw new UserError(
      `${place}: no ${descriptionName} here`,
      `if it holds a known data set, name it: \`wristill data inspect <name> --path ${place}\`; recordings of your own need a description, for example:\n${exampleDescription}`,
    );
  return { dataset, location: place, options: {} };
}

function unknownName(what: string): UserError {
  try {
    datasetNamed(what);
  } catch (error) {
    if (error instanceof UserError)
      return new UserError(
        `${messageOf(error).split("\n")[0]}, and no such file or folder`,
        error.help,
      );
  }
  return new UserError(`no data at ${what}`);
}
