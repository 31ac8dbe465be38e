/** @file Stages that write model files, and what each file scores on the test part. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readJson, writeJson } from "#core/files";
import type { Network } from "#core/network";
import type { GraphCost } from "#export/cost";
import { writeOnnx } from "#export/export-onnx";
import type { SeedResult } from "#report/result";
import { createOrtNodeSession } from "#runtime/ort-node";
import { weightsOf } from "#train/weights";
import { convFormStage } from "./conv-form-stage.ts";
import { exportNetwork, measureFile, paritySample } from "./exported.ts";
import { fileProvenance } from "./file-provenance.ts";
import type { Road } from "./road.ts";
import { withTemperature } from "./temperature.ts";
import type { TrainedModel } from "./train-seed.ts";

/** A model file on disk. */
export interface ModelFile {
  readonly key: string;
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly cost: Pick<GraphCost, "parameters" | "macs">;
  readonly score: SeedResult;
  /** Form of its convolutions and why, where that was measured. */
  readonly convolutions?: string | undefined;
}

type Facts = Pick<ModelFile, "cost" | "score">;

/** Export a trained network; refuses where the file answers otherwise than the network. */
export async function exportStage(
  road: Road,
  { trained, seed, kind }: TrainedModel,
): Promise<ModelFile> {
  const { config, data, engine, store } = road;
  const path = `seed-${seed}/export-${kind === "teacher" ? trained.role : kind}`;
  const measured = kind === "teacher" ? undefined : await convFormStage(road, trained.network);
  const options = { ...config.export, ...(measured && { conv: measured.conv }) };
  const spec = { name: "export", path, options, after: [trained.key] };
  const { key, folder } = await store.stage(spec, async (target) => {
    const method = kind === "distilled" ? config.method.name : "none";
    const provenance = fileProvenance(config, method, seed);
    const model = exportNetwork(trained.network, { export: options }, data, provenance);
    const bytes = await withTemperature(model.bytes, data.raw.validation);
    const file = join(target, "model.onnx");
    await writeOnnx(
      file,
      { bytes },
      await paritySample(engine, trained.network, data),
      createOrtNodeSession,
    );
    const { macs, parameters } = model.cost;
    const cost = { parameters: learntNumbers(trained.network) ?? parameters, macs };
    await writeFacts(target, { cost, score: await scoreOf(road, bytes, seed) });
  });
  return { ...(await readModelFile(key, folder, "model.onnx")), convolutions: measured?.reason };
}

/**
 * Batch-norm statistics are weights to tf.js, but nothing that is learnt. `undefined` of a file from elsewhere, which
 * does not say what was.
 */
function learntNumbers({ pretrained, learnt, model }: Network): number | undefined {
  if (pretrained !== undefined) return learnt;
  return weightsOf([model]).parameters.size;
}

export async function scoreOf(
  { data }: Road,
  bytes: Uint8Array,
  seed: number,
): Promise<SeedResult> {
  const { accuracy, macroF1, f1, confusion } = await measureFile("model", bytes, data.raw.test);
  return { seed, accuracy, macroF1, f1, confusion };
}

const factsFile = "facts.json";

export function writeFacts(folder: string, facts: Facts): Promise<void> {
  return writeJson(join(folder, factsFile), facts);
}

async function readFacts(folder: string): Promise<Facts> {
  return (await readJson<Facts>(join(folder, factsFile)))!;
}

export async function readModelFile(key: string, folder: string, name: string): Promise<ModelFile> {
  const path = join(folder, name);
  const { cost, score } = await readFacts(folder);
  return { key, path, bytes: await readFile(path), cost, score };
}
