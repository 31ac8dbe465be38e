/** @file What a stream must know of its model. */
import { UserError } from "#core/errors";
import { readDescription } from "#export/described-inputs";
import { howToDescribe, type ModelMetadata } from "#export/metadata";
import { decodeModel } from "#graph/protobuf";

/** Class names in the order of the logits, what each input reads, and how sure the model is by far, where that was fitted. */
export type StreamModel = Pick<ModelMetadata, "labels" | "inputs" | "temperature">;

/**
 * What the ONNX file says about itself. Throws a {@link UserError} for files that say nothing: describe these, or write
 * down `labels` and `inputs` yourself.
 */
export function streamModel(model: Uint8Array): StreamModel {
  const graph = decodeModel(model);
  const metadata = readDescription(graph);
  if (metadata) {
    const { provenance: _, ...described } = metadata;
    return described;
  }
  throw new UserError(
    `model ${graph.name} does not say what its inputs and classes are`,
    `${howToDescribe}; or hand in labels and inputs (rate, length, channels, unit) yourself`,
  );
}
