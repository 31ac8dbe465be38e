/** @file The stage that asks where the shipped file spends its time, operator by operator. */
import { join } from "node:path";
import { operatorTimes } from "#benchmarks/profile/operator-times";
import { profileModel } from "#benchmarks/profile/profile-model";
import { readJson, writeJson } from "#core/files";
import type { OperatorTimes } from "#report/operator-bars";
import type { HostTensors } from "#runtime/session";
import type { ModelFile } from "./files-stage.ts";
import type { Road } from "./road.ts";

const fileName = "profile.json";
/** That are fed in turn. */
const windows = 16;

/** `undefined` where the configuration wants no benchmark on the cpu. */
export async function profileStage(
  road: Road,
  file: ModelFile,
): Promise<OperatorTimes | undefined> {
  const { config, store } = road;
  if (!config.benchmark?.targets.includes("cpu")) return undefined;
  const spec = { name: "profile", options: {}, after: [file.key] };
  const { folder } = await store.stage(spec, async (target) => {
    const profile = await profileModel({ name: "model", bytes: file.bytes }, feedsOf(road));
    await writeJson(join(target, fileName), operatorTimes(profile));
  });
  return readJson<OperatorTimes>(join(folder, fileName));
}

/** Single windows of the validation part, as the benchmark's. */
function feedsOf({ config, data: { raw } }: Road): HostTensors[] {
  const { signals, size } = raw.validation ?? raw.train;
  return Array.from({ length: Math.min(windows, size) }, (_, i) => {
    const own = config.student.inputs.map((modality) => {
      const { data, length, channels } = signals[modality]!;
      const width = length * channels.length;
      const shape = [1, length, channels.length];
      const row = data.subarray(i * width, (i + 1) * width);
      return [modality, { dtype: "float32" as const, shape, data: row }] as const;
    });
    return Object.fromEntries(own);
  });
}
