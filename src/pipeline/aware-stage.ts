/** @file The stage that trains an exported student for a quantization scheme, its float self as the teacher. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { calibrationFeeds } from "#benchmarks/calibration-feeds";
import { type AwareOptions, trainForScheme } from "#compress/quantize-aware";
import { readJson, writeAtomic, writeJson } from "#core/files";
import { schemesNamed } from "#export/quantize/candidates";
import type { Range } from "#export/quantize/range";
import type { Scheme } from "#export/quantize/scheme";
import { targetNamed } from "#export/quantize/targets";
import type { TrainedForScheme } from "#export/quantize/trained";
import { toWorkingOpset } from "#graph/opset/convert-opset";
import { decodeModel, encodeModel } from "#graph/protobuf";
import { createOrtNodeSession } from "#runtime/ort-node";
import type { QuantizeChoice } from "./config-schema.ts";
import type { ModelFile } from "./files-stage.ts";
import { furtherTraining } from "./further-training.ts";
import { dataKey, type Road } from "./road.ts";
import type { TrainedModel } from "./train-seed.ts";

export interface AwareModel extends TrainedForScheme {
  readonly key: string;
}

export interface ExportedStudent {
  readonly model: Pick<TrainedModel, "seed" | "trained">;
  readonly file: Pick<ModelFile, "key" | "bytes">;
}

/** Schemes that the choice may lead to and that training can play. */
export function trainableSchemes({
  scheme,
  target,
}: Pick<QuantizeChoice, "scheme" | "target">): readonly Scheme[] {
  return schemesNamed(scheme, targetNamed(target)).filter(({ trainable }) => trainable);
}

/** Train for one scheme; resumes from its checkpoint. */
export async function awareStage(
  road: Road,
  { model, file }: ExportedStudent,
  scheme: Scheme,
  { aware, ranges, calibrationWindows }: QuantizeChoice,
): Promise<AwareModel> {
  const { config, store } = road;
  const path = `seed-${model.seed}/aware-${scheme.name}`;
  const spec = {
    ...{ name: "aware", path },
    options: {
      scheme: scheme.name,
      aware,
      ranges,
      calibrationWindows,
      train: config.train.student,
    },
    after: [file.key, dataKey(road)],
  };
  const { key, folder } = await store.stage(spec, async (target) => {
    const place = { seed: model.seed, task: path, folder: target };
    const training = furtherTraining(road, aware!, place);
    const options: AwareOptions = {
      ...{ scheme, ranges, teacher: model.trained.network },
      ...{ temperature: aware!.temperature, lambda: aware!.lambda },
      train: training.train,
      normalization: road.data.normalization,
      calibration: calibrationFeeds(file.bytes, road.data.raw.train, calibrationWindows),
      createSession: createOrtNodeSession,
    };
    const graph = toWorkingOpset(decodeModel(file.bytes));
    const trained = await trainForScheme(graph, options, training.contextOf("checkpoint"));
    await writeAtomic(join(target, "model.onnx"), encodeModel(trained.graph, { valueInfo: true }));
    await writeJson(join(target, "ranges.json"), Object.fromEntries(trained.ranges));
    await writeJson(join(target, "history.json"), trained.history);
  });
  const found = (await readJson<Record<string, Range>>(join(folder, "ranges.json")))!;
  const graph = decodeModel(await readFile(join(folder, "model.onnx")));
  return { key, graph, ranges: new Map(Object.entries(found)) };
}
