/** @file What a model file says of where it comes from. */
import { decodeModel, encodeModel } from "#graph/protobuf";
import type { Config } from "./config-schema.ts";

export type FileProvenance = Readonly<Record<"dataset" | "method" | "seed", string>>;

/** @param method Name of what trained it; "none": labels alone. */
export function fileProvenance(
  { data }: Pick<Config, "data">,
  method: string,
  seed: number,
): FileProvenance {
  return { dataset: data.dataset, method, seed: String(seed) };
}

/** A file that did not know where it comes from. */
export function withProvenance(bytes: Uint8Array, provenance: FileProvenance): Uint8Array {
  const graph = decodeModel(bytes);
  graph.metadata.set("provenance", JSON.stringify(provenance));
  return encodeModel(graph, { valueInfo: true });
}
