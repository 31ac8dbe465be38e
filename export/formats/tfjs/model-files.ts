/** @file `model.json` and weight shards: what TensorFlow.js loads. */
import { createHash } from "node:crypto";
import { packageVersion } from "#core/package-version";
import type { WrittenFile } from "#export/formats/format";

/** A tensor of a model's weights. */
export interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

export interface TfjsModel {
  readonly format: "graph-model" | "layers-model";
  readonly topology: unknown;
  /** Which nodes are inputs and outputs, by name. */
  readonly signature?: Readonly<Record<"inputs" | "outputs", Readonly<Record<string, unknown>>>>;
  readonly weights: readonly Weight[];
  /** What the ONNX file says of itself. */
  readonly metadata: ReadonlyMap<string, string>;
}

/** Browsers keep files of up to 4 MB in their cache, says the converter. */
const shardBytes = 4 * 2 ** 20;

/**
 * The shards first, then the file that names them. Shards are called by their content: a folder written anew is the
 * old model until `model.json` is replaced, and then the new one.
 */
export function modelFiles(model: TfjsModel): WrittenFile[] {
  const shards = shardsOf(model.weights);
  const json = {
    format: model.format,
    generatedBy: `wristill ${packageVersion()}`,
    convertedBy: null,
    ...(model.signature && { signature: model.signature }),
    userDefinedMetadata: userMetadata(model),
    modelTopology: model.topology,
    weightsManifest: [
      {
        paths: shards.map(({ name }) => name),
        weights: model.weights.map(({ name, shape, data }) => ({
          name,
          shape,
          dtype: data instanceof Int32Array ? "int32" : "float32",
        })),
      },
    ],
  };
  return [...shards, { name: "model.json", content: JSON.stringify(json) }];
}

/** With names for its outputs, a GraphModel's `predict` answers by name. */
function userMetadata({ metadata, signature }: TfjsModel) {
  const own = [...metadata].filter(([key]) => key !== "signature"); // would count as the model's
  const named = signature && { structuredOutputKeys: Object.keys(signature.outputs) };
  return { ...Object.fromEntries(own), ...named };
}

function shardsOf(weights: readonly Weight[]): { name: string; content: Uint8Array }[] {
  const bytes = Buffer.concat(
    weights.map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength)),
  );
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 8);
  const count = Math.ceil(bytes.length / shardBytes);
  return Array.from({ length: count }, (_, i) => ({
    name: `weights-${hash}-${i + 1}of${count}.bin`,
    content: Uint8Array.from(bytes.subarray(i * shardBytes, (i + 1) * shardBytes)),
  }));
}
