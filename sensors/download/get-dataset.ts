/** @file All official files of a data set, into one folder; what is there already is left alone. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "#core/errors";
import { readJson, writeJson } from "#core/files";
import type { OnProgress } from "#core/progress";
import type { Dataset, Download } from "#sensors/dataset";
import { type Digest, differences, digest } from "./digest.ts";
import { type FetchOptions, fetchFile } from "./fetch-file.ts";

export interface GetOptions extends Omit<FetchOptions, "onProgress"> {
  /** In MB, file by file. */
  readonly onProgress?: OnProgress;
}

/** One file that lies in the folder now. */
export interface KeptFile extends Digest {
  readonly file: string;
  readonly url: string;
}

export interface GotDataset {
  readonly folder: string;
  readonly files: readonly KeptFile[];
  /** How many of them came now. */
  readonly fetched: number;
}

/** What came from where; hidden, so that no data set takes it for its own. */
const receiptName = ".wristill-download.json";

/**
 * Fetch what is missing. Throws a {@link UserError} where the data set can only be had by hand, with what to do; and
 * all that {@link fetchFile} throws.
 */
export async function getDataset(
  dataset: Dataset,
  folder: string,
  { onProgress = () => undefined, ...options }: GetOptions = {},
): Promise<GotDataset> {
  const { downloads = [] } = dataset;
  if (downloads.length === 0) throw notForFetching(dataset, folder);
  const receipt = join(folder, receiptName);
  const known = (await readJson<readonly KeptFile[]>(receipt)) ?? [];
  const files: KeptFile[] = [];
  let fetched = 0;
  for (const download of downloads) {
    const before = await kept(download, folder, known);
    if (!before) fetched++;
    files.push(before ?? (await fetchInto(folder, download, { ...options, onProgress })));
    await writeJson(receipt, [...files, ...known.filter(({ file }) => !has(files, file))]);
  }
  return { folder, files, fetched };
}

/** What a person does, step by step; undefined where nothing is to be done by hand. */
export function stepsByHand(
  { byHand = [], homepage }: Dataset,
  folder: string,
): string | undefined {
  if (byHand.length === 0) return undefined;
  const steps = [...byHand, `put what you got into ${folder}, packed as it is`];
  return [homepage!, ...steps.map((step, i) => `  ${i + 1}. ${step}`)].join("\n");
}

function notForFetching(dataset: Dataset, folder: string): UserError {
  const { name, title } = dataset;
  if (dataset.files === "none")
    return new UserError(`data set "${name}" (${title}) needs no files`, "it is there already");
  const steps = stepsByHand(dataset, folder);
  return new UserError(
    `data set "${name}" (${title}) can't be fetched`,
    steps ?? "they are your own files: name their folder",
  );
}

/** What has its name is whole. What nobody noted (a person put it there) is read and checked once. */
async function kept(
  download: Download,
  folder: string,
  known: readonly KeptFile[],
): Promise<KeptFile | undefined> {
  const { file, url } = download;
  const path = join(folder, file);
  const size = await sizeOf(path);
  if (size === undefined) return undefined;
  const before = known.find((each) => each.file === file && each.url === url);
  const found = before?.bytes === size ? before : { file, url, ...(await digest(path)) };
  return differences(found, download).length === 0 ? found : undefined;
}

function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ size }) => size,
    () => undefined,
  );
}

async function fetchInto(
  folder: string,
  download: Download,
  { onProgress, ...options }: GetOptions & { readonly onProgress: OnProgress },
): Promise<KeptFile> {
  const { file, url, bytes, roughBytes } = download;
  const task = `${file}, MB`;
  const report = (done: number, total = Math.max(done, bytes ?? roughBytes ?? 0)) =>
    onProgress({ task, done: megabytes(done), total: megabytes(total) });
  const fetched = await fetchFile(download, join(folder, file), { ...options, onProgress: report });
  onProgress({ task, done: megabytes(fetched.bytes), total: megabytes(fetched.bytes) });
  return { file, url, ...fetched };
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e5) / 10;
}

function has(files: readonly KeptFile[], file: string): boolean {
  return files.some((each) => each.file === file);
}
