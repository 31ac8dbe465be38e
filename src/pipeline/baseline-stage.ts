/** @file The stage of the classic models: fitted on the student's inputs and people, exported like any model. */
import { join } from "node:path";
import type { Baseline } from "#classic/baseline";
import { exportBaseline, requireBaselineParity } from "#classic/export-baseline";
import { fitBaseline } from "#classic/fit-baseline";
import { writeAtomic } from "#core/files";
import { Random } from "#core/random";
import { createOrtNodeSession } from "#runtime/ort-node";
import { parityRows } from "./exported.ts";
import { type ModelFile, readModelFile, scoreOf, writeFacts } from "./files-stage.ts";
import { baselineNamed } from "./registries.ts";
import type { Road } from "./road.ts";

export interface BaselineFile {
  /** "ridge". */
  readonly name: string;
  readonly file: ModelFile;
}

/** The classic models of one seed, in the order of the configuration. */
export async function baselineStage(road: Road, seed: number): Promise<BaselineFile[]> {
  const files: BaselineFile[] = [];
  for (const name of road.config.baselines) {
    road.environment.signal.throwIfAborted();
    files.push({ name, file: await fitted(road, baselineNamed(name), seed) });
  }
  return files;
}

async function fitted(road: Road, baseline: Baseline, seed: number): Promise<ModelFile> {
  const { config, data, store, environment } = road;
  const { name, options, grid } = baseline;
  const { inputs } = config.student;
  const task = `baseline ${name}, seed ${seed}`;
  const spec = {
    name: "baseline",
    path: `seed-${seed}/baseline-${name}`,
    options: { name, options, grid, inputs, seed, opset: config.export.opset },
    after: [data.fingerprint],
  };
  const { key, folder } = await store.stage(spec, async (target) => {
    environment.onProgress({ task, done: 0, total: 1 });
    const { train, validation } = data.raw;
    const random = new Random(seed).fork("baseline", name);
    const model = fitBaseline(baseline, train, validation, { inputs, random });
    const exported = exportBaseline(model, train, {
      provenance: { dataset: config.data.dataset, seed: String(seed) },
      opset: config.export.opset,
    });
    await requireBaselineParity(model, exported, parityRows(train), createOrtNodeSession);
    await writeAtomic(join(target, "model.onnx"), exported.bytes);
    const cost = { parameters: model.model.parameters, macs: exported.cost.macs };
    await writeFacts(target, { cost, score: await scoreOf(road, exported.bytes, seed) });
    environment.onProgress({ task, done: 1, total: 1 });
  });
  return readModelFile(key, folder, "model.onnx");
}
