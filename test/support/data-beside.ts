/** @file A model that keeps its weights in a file beside it, as PyTorch writes large ones. */
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { decode, encode } from "#graph/message";
import { modelProto } from "#graph/onnx-schema";

/** Writes both files; `path` is the model's. */
export async function writeDataBeside(path: string, bytes: Uint8Array): Promise<void> {
  const model = decode(modelProto, bytes);
  const parts: Uint8Array[] = [];
  let offset = 0;
  const initializer = model.graph!.initializer!.map((tensor) => {
    const { rawData } = tensor;
    if (!rawData) return tensor;
    parts.push(rawData);
    const entries = { location: "weights.bin", offset: `${offset}`, length: `${rawData.length}` };
    offset += rawData.length;
    const externalData = Object.entries(entries).map(([key, value]) => ({ key, value }));
    return { ...tensor, rawData: undefined, dataLocation: 1, externalData };
  });
  await writeFile(path, encode(modelProto, { ...model, graph: { ...model.graph, initializer } }));
  await writeFile(join(dirname(path), "weights.bin"), Buffer.concat(parts));
}
