/** @file The stage that measures in which form of its convolutions the student is faster: once, whatever seed and training. */
import { join } from "node:path";
import { readJson, writeJson } from "#core/files";
import type { Network } from "#core/network";
import { type ChosenConvForm, chooseConvForm } from "#export/choose-conv-form";
import { type ConvForm, convFormOf } from "#export/conv-form";
import { targetNamed } from "#export/quantize/targets";
import type { Graph } from "#graph/graph";
import type { Config } from "./config-schema.ts";
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
  if (config.export.conv !== "auto") return undefined;
  const spec = {
    ...{ name: "conv-form", after: [dataKey({ config, data })] },
    options: { student: config.student, ...measuring(config) },
  };
  const { folder } = await store.stage(spec, async (place) => {
    const { graph } = exportNetwork(student, config, data, {});
    const { graph: chosen, reason } = await fasterForm(graph, config);
    const found: MeasuredConvForm = { conv: convFormOf(chosen), reason };
    await writeJson(join(place, fileName), found);
  });
  return (await readJson<MeasuredConvForm>(join(folder, fileName)))!;
}

/** What a measurement depends on besides the graph. */
export function measuring({ export: { opset }, quantize }: Config) {
  return { opset, target: quantize?.target ?? "auto" };
}

export async function fasterForm(graph: Graph, config: Config): Promise<ChosenConvForm> {
  const { opset, target } = measuring(config);
  const runtimes = await Promise.all(targetNamed(target).runtimes.map((load) => load()));
  return chooseConvForm(graph, "auto", runtimes, opset);
}
