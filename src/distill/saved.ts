/** @file A trained learner on disk: tf.js's own model format for the network, flat weights for the rest. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { io } from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import { readJson, writeAtomic, writeJson } from "#core/files";
import type { EpochFigures } from "#train/checkpoint";
import { assignWeights, readWeights } from "#train/weights";
import type { Learner } from "./learner.ts";

/** `trained.json` */
interface TrainedRecord {
  readonly history: readonly EpochFigures[];
  readonly parameters: number;
  readonly statistics: number;
}

/** Write `model.json` and `weights.bin` (`tf.loadLayersModel` reads them after `registerLayers()`), `learner.bin` and `trained.json`. */
export async function saveLearner(
  folder: string,
  { network, extended }: Learner,
  history: readonly EpochFigures[],
): Promise<void> {
  await network.model.save(io.withSaveHandler((artifacts) => saveArtifacts(folder, artifacts)));
  const { parameters, statistics } = readWeights(extended.model);
  await writeAtomic(
    join(folder, "learner.bin"),
    Buffer.concat([bytesOf(parameters), bytesOf(statistics)]),
  );
  const record: TrainedRecord = {
    history,
    parameters: parameters.length,
    statistics: statistics.length,
  };
  await writeJson(join(folder, "trained.json"), record);
}

async function saveArtifacts(folder: string, artifacts: io.ModelArtifacts): Promise<io.SaveResult> {
  const {
    modelTopology,
    weightSpecs = [],
    weightData,
    format,
    generatedBy,
    convertedBy,
  } = artifacts;
  const weights = io.CompositeArrayBuffer.join(weightData);
  await writeAtomic(join(folder, "weights.bin"), new Uint8Array(weights));
  const weightsManifest = [{ paths: ["weights.bin"], weights: weightSpecs }];
  await writeJson(join(folder, "model.json"), {
    format,
    generatedBy,
    convertedBy,
    modelTopology,
    weightsManifest,
  });
  return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
}

/** Put the saved weights into a learner built the same way; its history. */
export async function loadLearner(
  folder: string,
  { extended }: Learner,
): Promise<readonly EpochFigures[]> {
  const record = await readJson<TrainedRecord>(join(folder, "trained.json"));
  const bytes = await readFile(join(folder, "learner.bin")).catch(() => undefined);
  const expected = readWeights(extended.model);
  const fits =
    record?.parameters === expected.parameters.length &&
    record.statistics === expected.statistics.length;
  if (!record || bytes?.length !== 4 * (record.parameters + record.statistics) || !fits) {
    throw new UserError(
      `${folder} does not hold the weights of ${extended.model.name}`,
      "delete the folder and run again",
    );
  }
  const floats = new Float32Array(Uint8Array.from(bytes).buffer);
  const { parameters } = record;
  assignWeights(extended.model, {
    parameters: floats.slice(0, parameters),
    statistics: floats.slice(parameters),
  });
  return record.history;
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
