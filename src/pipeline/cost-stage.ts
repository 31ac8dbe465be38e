/** @file What running each model of a comparison costs: its file's size, and its latency in one go for all. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { measureLatency } from "#benchmarks/measures/latency";
import { readJson, writeJson } from "#core/files";
import { Random } from "#core/random";
import type { ModelCost } from "#report/board/leaderboard";
import type { Road } from "./road.ts";
import { stageKey } from "./stage-key.ts";

/** A model's file, and the key of the stage that wrote it. */
export interface KeyedFile {
  readonly key: string;
  readonly path: string;
}

/** By the names of the files. Latencies are measured where the configuration wants a benchmark. */
export async function costStage(
  { config, data, store, environment }: Road,
  files: Readonly<Record<string, KeyedFile>>,
): Promise<Record<string, ModelCost>> {
  const names = Object.keys(files);
  const spec = {
    name: "cost",
    options: { benchmark: config.benchmark, names },
    after: Object.values(files).map(({ key }) => key),
  };
  const path = `cost/${stageKey(spec).slice(0, 16)}`;
  const { folder } = await store.stage({ ...spec, path }, async (target) => {
    const candidates = [];
    for (const [name, file] of Object.entries(files))
      candidates.push({ name, bytes: await readFile(file.path) });
    const costs: Record<string, ModelCost> = {};
    for (const { name, bytes } of candidates) costs[name] = { bytes: bytes.length, latency: {} };
    const { targets = [], ...options } = config.benchmark ?? {};
    for (const runtime of targets) {
      const measured = await measureLatency(candidates, {
        ...options,
        target: runtime,
        windows: data.raw.validation ?? data.raw.train,
        random: new Random(0),
        onProgress: environment.onProgress,
      });
      for (const one of measured) {
        const { bytes, latency } = costs[one.name]!;
        costs[one.name] = { bytes, latency: { ...latency, [runtime]: { ...one, samples: [] } } };
      }
    }
    await writeJson(join(target, "costs.json"), costs);
  });
  return (await readJson<Record<string, ModelCost>>(join(folder, "costs.json")))!;
}
