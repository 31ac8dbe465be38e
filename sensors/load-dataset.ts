/** @file A data set, opened and read: its facts and all of its recordings. */
import { UserError } from "#core/errors";
import type { Random } from "#core/random";
import type { Recording } from "#core/signal";
import type { Dataset, DatasetFacts, Note, Report } from "./dataset.ts";
import { keptFolder } from "./download/data-folder.ts";
import { type Files, noFiles, openFiles } from "./files.ts";

export interface LoadOptions<Options extends object> {
  /** Folder or zip archive; not needed where the data set is embedded. */
  readonly location?: string;
  /** What differs from the data set's defaults. */
  readonly options?: Partial<Options>;
  readonly random: Random;
}

export interface OpenedDataset extends DatasetFacts {
  /** The folder or archive; "(embedded)" where there is none. */
  readonly location: string;
  /** Read one after the other. Throws a {@link UserError} where a file is malformed or there is none. */
  recordings(report: Report): AsyncIterable<Recording>;
  close(): void;
}

export interface LoadedDataset extends DatasetFacts {
  readonly recordings: readonly Recording[];
  /** What was repaired or left out. */
  readonly notes: readonly Note[];
}

/** Read every recording. Throws a {@link UserError} where the files are missing or malformed. */
export async function loadDataset<Options extends object>(
  dataset: Dataset<Options>,
  options: LoadOptions<Options>,
): Promise<LoadedDataset> {
  const opened = await openDataset(dataset, options);
  try {
    const { classes, modalities, split } = opened;
    const recordings: Recording[] = [];
    const notes: Note[] = [];
    for await (const recording of opened.recordings((note) => notes.push(note)))
      recordings.push(recording);
    return { classes, modalities, ...(split && { split }), recordings, notes };
  } finally {
    opened.close();
  }
}

/**
 * A data set whose recordings are read when asked for, for those that don't fit in memory at once. Throws a
 * {@link UserError} where the files are missing.
 */
export async function openDataset<Options extends object>(
  dataset: Dataset<Options>,
  { location, options = {}, random }: LoadOptions<Options>,
): Promise<OpenedDataset> {
  const files = await filesFor(dataset, location);
  const chosen = { ...dataset.options, ...options };
  try {
    const { classes, modalities, split } = (await dataset.facts?.(files, chosen)) ?? dataset;
    return {
      ...{ classes, modalities, ...(split && { split }), location: files.location },
      recordings: (report) => atLeastOne(files, dataset.recordings(files, chosen, random, report)),
      close: () => files.close(),
    };
  } catch (error) {
    files.close();
    throw error;
  }
}

async function* atLeastOne({ location }: Files, recordings: AsyncIterable<Recording>) {
  let none = true;
  for await (const recording of recordings) {
    none = false;
    yield recording;
  }
  if (none) throw new UserError(`${location}: no recordings here`);
}

/** Where no place is named, what `wristill data get` fetched, or a person put in its place. */
async function filesFor(
  { name, title, files, homepage, downloads, byHand }: Dataset,
  location: string | undefined,
): Promise<Files> {
  if (files === "none") return noFiles;
  const published = downloads !== undefined || byHand !== undefined;
  const place = location ?? (published ? await keptFolder(name) : undefined);
  if (place !== undefined) return openFiles(place);
  const get = downloads ? `\`wristill data get ${name}\` fetches them; or ` : "";
  const from = homepage ? `${get}download it from ${homepage} and ` : "";
  throw new UserError(
    `data set "${name}" (${title}) needs its files`,
    `${from}give the folder or the .zip file`,
  );
}
