/** @file The metadata of an exported model, and the hash of its contents. */
import { createHash } from "node:crypto";
import type { Graph } from "#graph/graph";
import { writeInputs } from "./inputs-text.ts";
import type { ModelMetadata } from "./metadata.ts";

/** Write the metadata into the graph, with the hash of its contents. */
export function writeMetadata(
  graph: Graph,
  { labels, inputs, provenance, temperature }: ModelMetadata,
): void {
  graph.metadata.set("labels", JSON.stringify(labels));
  graph.metadata.set("inputs", writeInputs(inputs));
  graph.metadata.set("provenance", JSON.stringify(provenance));
  if (temperature !== undefined) graph.metadata.set("temperature", JSON.stringify(temperature));
  graph.metadata.set("content_sha256", contentHash(graph));
}

/** SHA-256 over type, shape and bytes of every constant in the order of use, in hex: equal weights, equal hash. */
export function contentHash(graph: Graph): string {
  const hash = createHash("sha256");
  for (const { dtype, shape, data } of graph.constants()) {
    hash.update(`${dtype}[${shape}]`);
    hash.update(new Uint8Array(data!.buffer, data!.byteOffset, data!.byteLength));
  }
  return hash.digest("hex");
}
