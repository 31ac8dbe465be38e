/** @file What an exported model says about itself, in ONNX `metadata_props`. */
import { createHash } from "node:crypto";
import { messageOf, UserError } from "#core/errors";
import type { Modality, WindowedSignal } from "#core/signal";
import type { Graph } from "#graph/graph";

/** What an app must feed: raw windows `[batch, length, channels]` in physical units, after the same processing. */
export type InputDescription = Pick<
  WindowedSignal,
  "channels" | "length" | "sampleRate" | "unit" | "processing"
>;

export interface ModelMetadata {
  /** Class names in the order of the outputs. */
  readonly labels: readonly string[];
  readonly inputs: Readonly<Record<Modality, InputDescription>>;
  /** Data set, seed, method, versions, … in the user's words. */
  readonly provenance: Readonly<Record<string, string>>;
}

/** Write the metadata into the graph, with the hash of its contents. */
export function writeMetadata(graph: Graph, { labels, inputs, provenance }: ModelMetadata): void {
  const described = Object.entries(inputs).map(([modality, it]) => {
    const { length, channels, sampleRate, unit, processing } = it;
    return [modality, { length, channels, sampleRate, unit, processing }]; // undefined: none
  });
  graph.metadata.set("labels", JSON.stringify(labels));
  graph.metadata.set("inputs", JSON.stringify(Object.fromEntries(described)));
  graph.metadata.set("provenance", JSON.stringify(provenance));
  graph.metadata.set("content_sha256", contentHash(graph));
}

/** The metadata of a model that wristill exported; `undefined` for other models. */
export function readMetadata({ name, metadata }: Graph): ModelMetadata | undefined {
  const [labels, inputs] = [metadata.get("labels"), metadata.get("inputs")];
  if (labels === undefined || inputs === undefined) return undefined;
  try {
    const provenance = JSON.parse(metadata.get("provenance") ?? "{}");
    return { labels: JSON.parse(labels), inputs: JSON.parse(inputs), provenance };
  } catch (error) {
    throw new UserError(
      `model ${name}: its metadata is not JSON: ${messageOf(error)}`,
      "export the model again",
      { cause: error },
    );
  }
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
