/** @file A trained learner on disk: tf.js's own model format for the network, flat weights for the rest. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { io, tensor1d, tidy } from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import { readJson, writeAtomic, writeJson } from "#core/files";
import type { EpochFigures } from "#train/checkpoint";
import { weightsOf } from "#train/weights";
import { type Learner, modelsOf } from "./learner.ts";

/** `trained.json` */
interface TrainedRecord {
  readonly history: readonly EpochFigures[];
  readonly parameters: number;
  readonly statistics: number;
}

type Saved = Omit<Learner, "extended">;

/** Write `model.json` and `weights.bin` (`tf.loadLayersModel` reads them after `registerLayers()`), `learner.bin` and `trained.json`. */
export async function saveLearner(
  folder: string,
  learner: Saved,
  history: readonly EpochFigures[],
): Promise<void> {
  const { model } = learner.network;
  await model.save(io.withSaveHandler((artifacts) => saveArtifacts(folder, artifacts)));
  const { parameters, statistics } = weightsOf(modelsOf(learner));
  await writeAtomic(
    join(folder, "learner.bin"),
    Buffer.concat([bytesOf(parameters.read()), bytesOf(statistics.read())]),
  );
  const record: TrainedRecord = {
    history,
    parameters: parameters.size,
    statistics: statistics.size,
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
  learner: Saved,
): Promise<readonly EpochFigures[]> {
  const record = await readJson<TrainedRecord>(join(folder, "trained.json"));
  const bytes = await readFile(join(folder, "learner.bin")).catch(() => undefined);
  const { parameters, statistics } = weightsOf(modelsOf(learner));
  const fits = record?.parameters === parameters.size && record.statistics === statistics.size;
  if (!record || bytes?.length !== 4 * (record.parameters + record.statistics) || !fits) {
    throw new UserError(
      `${folder} does not hold the weights of ${learner.network.model.name}`,
      "delete the folder and run again",
    );
  }
  const floats = new Float32Array(Uint8Array.from(bytes).buffer);
  tidy(() => {
    parameters.assign(tensor1d(floats.slice(0, parameters.size)));
    if (statistics.size > 0) statistics.assign(tensor1d(floats.slice(parameters.size)));
  });
  return record.history;
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
