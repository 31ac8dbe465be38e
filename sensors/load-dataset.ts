/** @file A data set, opened and read: its facts and all of its recordings. */
import { UserError } from "#core/errors";
import type { Random } from "#core/random";
import type { Recording } from "#core/signal";
import type { Dataset, DatasetFacts } from "./dataset.ts";
import { noFiles, openFiles } from "./files.ts";

export interface LoadOptions<Options extends object> {
  /** Folder or zip archive; not needed where the data set is embedded. */
  readonly location?: string;
  /** What differs from the data set's defaults. */
  readonly options?: Partial<Options>;
  readonly random: Random;
}

export interface LoadedDataset extends DatasetFacts {
  readonly recordings: readonly Recording[];
}

/** Read every recording. Throws a {@link UserError} where the files are missing or malformed. */
export async function loadDataset<Options extends object>(
  dataset: Dataset<Options>,
  { location, options = {}, random }: LoadOptions<Options>,
): Promise<LoadedDataset> {
  const files = await filesFor(dataset, location);
  try {
    const { classes, modalities, split } = (await dataset.facts?.(files)) ?? dataset;
    const recordings: Recording[] = [];
    const merged = { ...dataset.options, ...options };
    for await (const recording of dataset.recordings(files, merged, random)) {
      recordings.push(recording);
    }
    if (recordings.length === 0) throw new UserError(`${files.location}: no recordings here`);
    return { classes, modalities, ...(split && { split }), recordings };
  } finally {
    files.close();
  }
}

function filesFor({ name, title, files, homepage }: Dataset, location: string | undefined) {
  if (files === "none") return noFiles;
  if (location !== undefined) return openFiles(location);
  throw new UserError(
    `data set "${name}" (${title}) needs its files`,
    `download it from ${homepage} and give the folder or the .zip file`,
  );
}
