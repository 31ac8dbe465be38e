/** @file What devices sent, each part a file of its own: kept before it is acknowledged, and found again after a restart. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { messageOf } from "#core/errors";
import { readJson, writeJson } from "#core/files";
import type { Part } from "./device-part.ts";

export interface KeptPart {
  /** ISO 8601. */
  readonly receivedAt: string;
  readonly part: Part;
}

export interface PartStore {
  readonly parts: () => readonly KeptPart[];
  /** "kept": on the disk now; "known": was there already; "other": another answer to that step is there. */
  add(part: Part): Promise<"kept" | "known" | "other" | "full">;
}

export interface StoreOptions {
  readonly folder: string;
  /** The part in what a file says, or why there is none. */
  readonly check: (value: unknown) => Part | string;
  readonly clock: () => Date;
  /** Measurements that are kept: whoever has the address could send any number. */
  readonly mostRuns: number;
  readonly onTrouble?: ((message: string) => void) | undefined;
}

export async function openStore(options: StoreOptions): Promise<PartStore> {
  const { folder, clock, mostRuns } = options;
  const kept = await readParts(options);
  const writing = new Map<string, Promise<unknown>>();

  async function add(part: Part) {
    const id = `${part.run}/${part.step}`;
    // the same part may come twice at once; what is not on the disk yet is not acknowledged
    for (let busy = writing.get(id); busy; busy = writing.get(id))
      await busy.catch(() => undefined);
    const known = kept.get(id);
    if (known) return isDeepStrictEqual(known.part, part) ? "known" : "other";
    const runs = new Set([...kept.values(), { part }].map((each) => each.part.run));
    if (runs.size > mostRuns) return "full";
    const made = { receivedAt: clock().toISOString(), part };
    kept.set(id, made);
    const written = writeJson(join(folder, `${id}.json`), made);
    writing.set(id, written);
    try {
      await written;
      return "kept";
    } catch (error) {
      kept.delete(id);
      throw error;
    } finally {
      writing.delete(id);
    }
  }

  return { parts: () => [...kept.values()], add };
}

async function readParts({
  folder,
  check,
  onTrouble,
}: StoreOptions): Promise<Map<string, KeptPart>> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const found = new Map<string, KeptPart>();
  for (const name of names.filter((each) => /^[0-9a-z]{20}[\\/]\d+\.json$/.test(each)).sort()) {
    try {
      const { receivedAt, part: value } = (await readJson<KeptPart>(join(folder, name)))!;
      const part = check(value);
      if (typeof part === "string") throw new Error(part);
      found.set(`${part.run}/${part.step}`, {
        receivedAt: new Date(receivedAt).toISOString(),
        part,
      });
    } catch (error) {
      onTrouble?.(`${join(folder, name)} is left out: ${messageOf(error)}`);
    }
  }
  return found;
}
