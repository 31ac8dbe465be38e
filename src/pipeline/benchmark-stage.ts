/** @file The stage that measures the latency of the first seed's files, all in one go so that they share the machine's moods. */
import { join } from "node:path";
import { type LatencyMeasurement, measureLatency } from "#benchmarks/measures/latency";
import type { Target } from "#benchmarks/runtimes/runtime";
import { readJson, writeJson } from "#core/files";
import { Random } from "#core/random";
import type { ModelFile } from "./files-stage.ts";
import type { Road } from "./road.ts";

/** By model name, then target. */
export type Latencies = Readonly<Record<string, Partial<Record<Target, LatencyMeasurement>>>>;

/** Measure files by name; empty where the configuration wants no benchmark. */
export async function benchmarkStage(
  road: Road,
  files: Readonly<Record<string, ModelFile>>,
): Promise<Latencies> {
  const { config, store } = road;
  const options = config.benchmark;
  if (!options) return {};
  const spec = {
    name: "benchmark",
    options: { ...options, models: Object.keys(files) },
    after: Object.values(files).map(({ key }) => key),
  };
  const { folder } = await store.stage(spec, async (target) => {
    await writeJson(join(target, "benchmark.json"), await measure(road, options, files));
  });
  return (await readJson<Latencies>(join(folder, "benchmark.json")))!;
}

async function measure(
  { data, environment }: Road,
  { targets, ...options }: NonNullable<Road["config"]["benchmark"]>,
  files: Readonly<Record<string, ModelFile>>,
): Promise<Latencies> {
  const candidates = Object.entries(files).map(([name, { bytes }]) => ({ name, bytes }));
  const latencies: Record<string, Partial<Record<Target, LatencyMeasurement>>> = {};
  for (const target of targets) {
    const measured = await measureLatency(candidates, {
      ...options,
      target,
      windows: data.raw.validation ?? data.raw.train,
      random: new Random(0),
      onProgress: environment.onProgress,
    });
    for (const one of measured) latencies[one.name] = { ...latencies[one.name], [target]: one };
  }
  return latencies;
}
