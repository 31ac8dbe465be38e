/**
 * @file Stages by content: a stage whose inputs did not change is not run again, and one that was killed finds the
 * files it left (its checkpoint).
 */
import { access, appendFile, mkdir, readdir, readFile, rm, truncate } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { readJson, writeJson } from "#core/files";
import { emptyRunFolder, prepareRunFolder } from "./run-folder.ts";
import { lockRun } from "./run-lock.ts";
import { type StageIdentity, stageKey } from "./stage-key.ts";

export interface StageSpec extends StageIdentity {
  /** Its folder inside the run folder, "seed-1/student"; default: its name. Stage folders do not nest. */
  readonly path?: string;
}

export interface FinishedStage {
  /** Goes into `after` of the stages that read this one. */
  readonly key: string;
  /** Where its files are. */
  readonly folder: string;
  /** Whether an earlier result was taken. */
  readonly reused: boolean;
  /** What making it took, in s (the last attempt, where it was interrupted). */
  readonly seconds: number;
}

/** `stage.json` in a stage's folder. */
interface StageRecord {
  readonly key: string;
  /** ISO time; `null` while it runs, or after it was killed. */
  readonly finished: string | null;
  readonly seconds: number;
  /** Files it wrote, without this one. */
  readonly files: readonly string[];
}

export interface OpenOptions {
  readonly clock: () => Date;
  /** Throw away earlier results. */
  readonly fresh?: boolean;
}

/** Where stages keep what they wrote. */
export type StageKeeping = Pick<StageStore, "folder" | "stage">;

/** A locked run folder. */
export class StageStore {
  /** Absolute path. */
  readonly folder: string;
  readonly #clock: () => Date;
  readonly #unlock: () => Promise<void>;

  constructor(folder: string, clock: () => Date, unlock: () => Promise<void>) {
    this.folder = folder;
    this.#clock = clock;
    this.#unlock = unlock;
  }

  /** The same store, its stages in a folder of their own. */
  inside(name: string): StageKeeping {
    return {
      folder: join(this.folder, name),
      stage: (spec, produce) =>
        this.stage({ ...spec, path: `${name}/${spec.path ?? spec.name}` }, produce),
    };
  }

  /** The stage's result, made by `produce(folder)` unless the same one is there already. */
  async stage(spec: StageSpec, produce: (folder: string) => Promise<void>): Promise<FinishedStage> {
    const folder = this.#folderOf(spec.path ?? spec.name);
    const key = stageKey(spec);
    const recordPath = join(folder, "stage.json");
    const record = await readJson<StageRecord>(recordPath);
    if (record?.key === key && record.finished !== null && (await allThere(folder, record.files)))
      return { key, folder, reused: true, seconds: record.seconds };

    if (record?.key !== key) await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await writeJson(recordPath, {
      key,
      finished: null,
      seconds: 0,
      files: [],
    } satisfies StageRecord);

    const start = this.#clock();
    await produce(folder);
    const end = this.#clock();
    const seconds = (end.getTime() - start.getTime()) / 1000;
    const files = await filesIn(folder);
    await writeJson(recordPath, {
      key,
      finished: end.toISOString(),
      seconds,
      files,
    } satisfies StageRecord);
    return { key, folder, reused: false, seconds };
  }

  /** Append one line to `metrics.jsonl`. */
  async appendMetrics(figures: Readonly<Record<string, unknown>>): Promise<void> {
    await appendFile(join(this.folder, "metrics.jsonl"), `${JSON.stringify(figures)}\n`);
  }

  /** Give the lock back. */
  close(): Promise<void> {
    return this.#unlock();
  }

  #folderOf(path: string): string {
    const folder = resolve(this.folder, path);
    const inside = relative(this.folder, folder);
    if (inside === "" || inside.split(sep)[0] === "..")
      throw new RangeError(`a stage's folder must lie inside the run folder; got ${path}`);
    return folder;
  }
}

/** Open (make, where there is none) and lock a run folder. Throws a `UserError` where that cannot be. */
export async function openStageStore(
  path: string,
  { clock, fresh = false }: OpenOptions,
): Promise<StageStore> {
  const folder = resolve(path);
  await prepareRunFolder(folder, fresh);
  const unlock = await lockRun(folder);
  if (fresh) await emptyRunFolder(folder);
  await dropHalfLine(join(folder, "metrics.jsonl"));
  return new StageStore(folder, clock, unlock);
}

/** A killed process may have left half a line. */
async function dropHalfLine(path: string): Promise<void> {
  const bytes = await readFile(path).catch(() => Buffer.alloc(0));
  const end = bytes.lastIndexOf(0x0a) + 1;
  if (end < bytes.length) await truncate(path, end);
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name !== "stage.json");
  return files.map((entry) => entry.name).sort();
}

async function allThere(folder: string, names: readonly string[]): Promise<boolean> {
  const checks = names.map((name) => access(join(folder, name)));
  return (await Promise.allSettled(checks)).every(({ status }) => status === "fulfilled");
}
