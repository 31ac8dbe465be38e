/** @file What a stream must know of its model. */
import { UserError } from "#core/errors";
import { type ModelMetadata, readMetadata } from "#export/metadata";
import { decodeModel } from "#graph/protobuf";

/** Class names in the order of the logits, and what each input reads. */
export type StreamModel = Pick<ModelMetadata, "labels" | "inputs">;

/**
 * What the ONNX file says about itself. Throws a {@link UserError} for files that say nothing: for these, write down
 * `labels` and `inputs` yourself.
 */
export function streamModel(model: Uint8Array): StreamModel {
  const graph = decodeModel(model);
  const metadata = readMetadata(graph);
  if (metadata) return { labels: metadata.labels, inputs: metadata.inputs };
  throw new UserError(
    `model ${graph.name} does not say what its inputs and classes are`,
    "export it with wristill, or write down labels and inputs (rate, length, channels, unit) yourself",
  );
}
