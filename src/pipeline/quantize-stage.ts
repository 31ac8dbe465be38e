/** @file The stage that makes an exported student small, and what is told of the choice. */
import { join } from "node:path";
import { batchesOf, calibrationFeeds } from "#benchmarks/calibration-feeds";
import { readJson, writeAtomic, writeJson } from "#core/files";
import type { Trial } from "#export/quantize/judge";
import {
  autoBudget,
  type QuantizedModel,
  type QuantizeOptions,
  quantizeModel,
} from "#export/quantize/quantize-model";
import { requireWithin } from "#export/quantize/require-within";
import { decodeModel } from "#graph/protobuf";
import type { QuantizationFacts } from "#report/result";
import { createOrtNodeSession } from "#runtime/ort-node";
import {
  type AwareModel,
  awareStage,
  type ExportedStudent,
  trainableSchemes,
} from "./aware-stage.ts";
import type { QuantizeChoice } from "./config-schema.ts";
import { type ModelFile, readModelFile, scoreOf, writeFacts } from "./files-stage.ts";
import type { Road } from "./road.ts";

export interface QuantizedFile extends ModelFile {
  readonly quantization: QuantizationFacts;
}

const fileName = "model.quantized.onnx";
const choiceFile = "quantization.json";

/**
 * Quantize an exported file on training windows, judged on validation windows where there are some.
 *
 * @param source The student and its file.
 * @param like The file of another seed, whose scheme is taken: seeds repeat one choice.
 */
export async function quantizeStage(
  road: Road,
  source: ExportedStudent & { readonly file: ModelFile },
  like?: QuantizedFile,
): Promise<QuantizedFile | undefined> {
  const { config, store } = road;
  if (!config.quantize) return undefined;
  const options = { ...config.quantize, ...(like && { scheme: like.quantization.scheme }) };
  const { file, model: student } = source;
  const { seed } = student;
  const trained = await trainedFor(road, source, options);
  const after = [file.key, ...[...trained.values()].map(({ key }) => key)];
  const spec = {
    ...{ name: "quantize", path: `seed-${seed}/quantized`, after },
    options: { ...options, conv: config.export.conv },
  };
  const { key, folder } = await store.stage(spec, async (target) => {
    const model = await quantizeModel(decodeModel(file.bytes), {
      ...quantizing(road, file.bytes, options),
      ...(config.quantize?.scheme === "auto" && { budget: options.budget ?? autoBudget }),
      trained,
    });
    if (!like) requireWithin(model, options.budget);
    await writeAtomic(join(target, fileName), model.bytes);
    await writeFacts(target, { cost: file.cost, score: await scoreOf(road, model.bytes, seed) });
    await writeJson(join(target, choiceFile), factsOf(road, model, options));
  });
  const quantization = (await readJson<QuantizationFacts>(join(folder, choiceFile)))!;
  return { ...(await readModelFile(key, folder, fileName)), quantization };
}

/** By scheme; none where the configuration trains for none, or where float was chosen. */
async function trainedFor(
  road: Road,
  source: ExportedStudent,
  options: QuantizeChoice,
): Promise<ReadonlyMap<string, AwareModel>> {
  const found = new Map<string, AwareModel>();
  if (!options.aware || options.scheme === "float") return found;
  for (const scheme of trainableSchemes(options))
    found.set(scheme.name, await awareStage(road, source, scheme, options));
  return found;
}

/** What the configuration says, with the windows it is about. */
export function quantizing(
  { data, config }: Pick<Road, "data" | "config">,
  model: Uint8Array,
  { calibrationWindows, budget, aware: _, ...options }: QuantizeChoice,
): Pick<QuantizeOptions, "calibration" | "createSession"> & Partial<QuantizeOptions> {
  return {
    ...options,
    conv: config.export.conv,
    ...(budget && { budget }),
    calibration: calibrationFeeds(model, data.raw.train, calibrationWindows),
    trial: trialOf(data, model),
    createSession: createOrtNodeSession,
  };
}

/** Labelled windows to judge by: the test part is for the report alone. */
function trialOf({ raw }: Road["data"], model: Uint8Array): Trial {
  const windows = raw.validation ?? raw.train;
  return { feeds: batchesOf(model, windows), labels: windows.labels };
}

function factsOf(
  { data }: Road,
  { scheme, form, reason, trained, kept, measured, change, calibrationWindows }: QuantizedModel,
  { ranges }: QuantizeChoice,
): QuantizationFacts {
  const judgedOn = data.raw.validation ? "validation" : "train";
  return {
    ...{ scheme, form, reason, trained, kept, measured, change },
    ...{ judgedOn, ranges, calibrationWindows },
  };
}
