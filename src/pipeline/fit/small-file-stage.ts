/** @file One trained student in one scheme: its file, and what it gets right on the validation part. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { unreplayable } from "#compress/replay";
import { readJson, writeAtomic, writeJson } from "#core/files";
import { quantizeModel } from "#export/quantize/quantize-model";
import { decodeModel } from "#graph/protobuf";
import type { FitRuntime } from "#report/fit/fit-result";
import { type AwareModel, awareStage, trainableSchemes } from "#src/pipeline/aware-stage";
import type { QuantizeChoice } from "#src/pipeline/config-schema";
import { measureFile } from "#src/pipeline/exported";
import type { ModelFile } from "#src/pipeline/files-stage";
import { keyedStages } from "#src/pipeline/keyed-stages";
import { quantizing } from "#src/pipeline/quantize-stage";
import type { Road } from "#src/pipeline/road";
import { metricsOf } from "#train/metrics";
import { type FullStudent, floatStage } from "./float-stage.ts";

export interface SmallFile {
  readonly key: string;
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly form: string;
  readonly trained: boolean;
  /** On the validation part. */
  readonly accuracy: number;
}

type Facts = Pick<SmallFile, "form" | "trained" | "accuracy">;

const fileName = "model.onnx";

/** In its fastest form on the target (for "mcu": unmeasured); trained for the scheme first where the configuration says so. */
export async function smallFileStage(
  given: Road,
  student: FullStudent,
  scheme: string,
  target: FitRuntime | "mcu",
): Promise<SmallFile> {
  const road = { ...given, store: keyedStages(given.store) };
  const float = await floatStage(given, student);
  const options = choiceOf(road, scheme, target);
  const trained = await trainedFor(road, student, float, options);
  const after = [float.key, ...[...trained.values()].map(({ key }) => key)];
  const spec = {
    name: "small",
    path: `seed-${student.model.seed}/small-${scheme}`,
    options,
    after,
  };
  const { key, folder } = await road.store.stage(spec, async (place) => {
    const made = await quantizeModel(decodeModel(float.bytes), {
      ...quantizing(road, float.bytes, options),
      trained,
    });
    const { confusion } = await measureFile(scheme, made.bytes, road.data.raw.validation!);
    const { accuracy } = metricsOf(confusion);
    await writeAtomic(join(place, fileName), made.bytes);
    const facts: Facts = { form: made.form, trained: made.trained, accuracy };
    await writeJson(join(place, "facts.json"), facts);
  });
  const path = join(folder, fileName);
  const facts = (await readJson<Facts>(join(folder, "facts.json")))!;
  return { key, path, bytes: await readFile(path), ...facts };
}

/** The configured quantization with that scheme; its budget is the search's. */
function choiceOf({ config }: Road, scheme: string, target: FitRuntime | "mcu"): QuantizeChoice {
  const defaults = { ranges: "mse", calibrationWindows: 512 } as const;
  const { budget: _, ...configured } = { ...defaults, ...config.quantize };
  return { ...configured, scheme, target, prefer: "speed" };
}

async function trainedFor(
  road: Road,
  { model }: FullStudent,
  file: Pick<ModelFile, "key" | "bytes">,
  options: QuantizeChoice,
): Promise<ReadonlyMap<string, AwareModel>> {
  if (!options.aware || options.scheme === "float") return new Map();
  const [scheme] = trainableSchemes(options);
  if (!scheme || unreplayable(decodeModel(file.bytes))) return new Map();
  return new Map([[scheme.name, await awareStage(road, { model, file }, scheme, options)]]);
}
