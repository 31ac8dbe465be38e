/** @file How sure a file may be of itself: fitted to windows, and kept in its metadata for whoever runs it. */
import { sharpness } from "#classic/calibrate";
import type { WindowSet } from "#core/signal";
import { decodeModel, encodeModel } from "#graph/protobuf";
import { measureFile } from "./exported.ts";

/** What the file's logits should be divided by; `windows`: neither those it learnt from nor those that judge it. */
export async function temperatureOf(
  name: string,
  bytes: Uint8Array,
  windows: WindowSet,
): Promise<number> {
  const { logits } = await measureFile(name, bytes, windows);
  return 1 / sharpness(logits, windows.labels, windows.classes.length);
}

/** The file with its temperature said; itself where there are no windows to fit one to. */
export async function withTemperature(
  bytes: Uint8Array,
  windows: WindowSet | undefined,
): Promise<Uint8Array> {
  if (!windows) return bytes;
  const graph = decodeModel(bytes);
  graph.metadata.set("temperature", String(await temperatureOf("the model", bytes, windows)));
  return encodeModel(graph, { valueInfo: true });
}
