/** @file The stage that measures in which form of its convolutions the student is faster: once, whatever seed and training. */
import { join } from "node:path";
import { readJson, writeJson } from "#core/files";
import type { Network } from "#core/network";
import { chooseConvForm } from "#export/choose-conv-form";
import { type ConvForm, convFormOf } from "#export/conv-form";
import { targetNamed } from "#export/quantize/targets";
import { exportNetwork } from "./exported.ts";
import { dataKey, type Road } from "./road.ts";

export interface MeasuredConvForm {
  readonly conv: ConvForm;
  /** What was chosen, and by how much the other is slower. */
  readonly reason: string;
}

const fileName = "conv-form.json";

/** `undefined` where the configuration names a form. It is measured on what quantization is for. */
export async function convFormStage(
  { config, data, store }: Road,
  student: Network,
): Promise<MeasuredConvForm | undefined> {
  const { conv, opset } = config.export;
  if (conv !== "auto") return undefined;
  const target = config.quantize?.target ?? "auto";
  const spec = {
    ...{ name: "conv-form", after: [dataKey({ config, data })] },
    options: { student: config.student, opset, target },
  };
  const { folder } = await store.stage(spec, async (place) => {
    const { graph } = exportNetwork(student, config, data, {});
    const runtimes = await Promise.all(targetNamed(target).runtimes.map((load) => load()));
    const { graph: chosen, reason } = await chooseConvForm(graph, conv, runtimes, opset);
    const found: MeasuredConvForm = { conv: convFormOf(chosen), reason };
    await writeJson(join(place, fileName), found);
  });
  return (await readJson<MeasuredConvForm>(join(folder, fileName)))!;
}
