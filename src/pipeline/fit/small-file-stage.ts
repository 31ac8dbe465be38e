/** @file One trained student in one scheme: its file, and what it gets right on the validation part. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { unreplayable } from "#compress/replay";
import { readJson, writeAtomic, writeJson } from "#core/files";
import { quantizeModel } from "#export/quantize/quantize-model";
import { decodeModel } from "#graph/protobuf";
import type { FitRuntime } from "#report/fit/fit-result";
import {
  type AwareModel,
  awareStage,
  type ExportedStudent,
  trainableSchemes,
} from "#src/pipeline/aware-stage";
import type { QuantizeChoice } from "#src/pipeline/config-schema";
import { measureFile } from "#src/pipeline/exported";
import { keyedStages } from "#src/pipeline/keyed-stages";
import { quantizing } from "#src/pipeline/quantize-stage";
import type { Road } from "#src/pipeline/road";
import type { ScoredModel } from "#src/pipeline/score-contender";
import { metricsOf } from "#train/metrics";

export interface SmallFile {
  readonly key: string;
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly form: string;
  readonly trained: boolean;
  /** On the validation part. */
  readonly accuracy: number;
}

/** A student that was trained in full, and the float file that its scores come from. */
export interface FullStudent {
  readonly model: ExportedStudent["model"];
  readonly scored: Pick<ScoredModel, "key" | "path">;
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
  const float = await readFile(student.scored.path);
  const options = choiceOf(road, scheme, target);
  const trained = await trainedFor(road, student, float, options);
  const after = [student.scored.key, ...[...trained.values()].map(({ key }) => key)];
  const spec = {
    name: "small",
    path: `seed-${student.model.seed}/small-${scheme}`,
    options,
    after,
  };
  const { key, folder } = await road.store.stage(spec, async (place) => {
    const made = await quantizeModel(decodeModel(float), {
      ...quantizing(road, float, options),
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
  { model, scored }: FullStudent,
  bytes: Uint8Array,
  options: QuantizeChoice,
): Promise<ReadonlyMap<string, AwareModel>> {
  if (!options.aware || options.scheme === "float") return new Map();
  const [scheme] = trainableSchemes(options);
  if (!scheme || unreplayable(decodeModel(bytes))) return new Map();
  const file = { key: scored.key, bytes };
  return new Map([[scheme.name, await awareStage(road, { model, file }, scheme, options)]]);
}
