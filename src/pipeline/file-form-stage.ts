/** @file The stage that gives a file its faster form of convolutions, where it is no longer the student that was measured. */
import { join } from "node:path";
import { readJson, writeAtomic, writeJson } from "#core/files";
import { inOpset, toWorkingOpset } from "#graph/opset/convert-opset";
import { decodeModel, encodeModel } from "#graph/protobuf";
import { fasterForm, measuring } from "./conv-form-stage.ts";
import { type ModelFile, readModelFile, scoreOf, writeFacts } from "./files-stage.ts";
import type { Road } from "./road.ts";

const names = { model: "model.onnx", reason: "reason.json" } as const;

/** The file itself where the configuration names a form. */
export async function fileFormStage(
  road: Road,
  { name, seed, file }: { readonly name: string; readonly seed: number; readonly file: ModelFile },
): Promise<ModelFile> {
  const { config, store } = road;
  if (config.export.conv !== "auto") return file;
  const path = `seed-${seed}/${name}-form`;
  const spec = { name: "file-form", path, options: measuring(config), after: [file.key] };
  const { key, folder } = await store.stage(spec, async (place) => {
    const clean = toWorkingOpset(decodeModel(file.bytes));
    const { graph, reason } = await fasterForm(clean, config);
    const bytes = encodeModel(inOpset(graph, config.export.opset), { valueInfo: true });
    await writeAtomic(join(place, names.model), bytes);
    await writeFacts(place, { cost: file.cost, score: await scoreOf(road, bytes, seed) });
    await writeJson(join(place, names.reason), reason);
  });
  const convolutions = (await readJson<string>(join(folder, names.reason)))!;
  return { ...(await readModelFile(key, folder, names.model)), convolutions };
}
