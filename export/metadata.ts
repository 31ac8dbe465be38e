/** @file What an exported model says about itself, in ONNX `metadata_props`; read in browsers, too. */
import { messageOf, UserError } from "#core/errors";
import type { Modality, WindowedSignal } from "#core/signal";
import { readInputs } from "./inputs-text.ts";

/** What an app must feed: raw windows `[batch, length, channels]` in physical units, after the same processing. */
export type InputDescription = Pick<
  WindowedSignal,
  "channels" | "length" | "sampleRate" | "unit" | "processing" | "measured"
>;

export interface ModelMetadata {
  /** Class names in the order of the outputs. */
  readonly labels: readonly string[];
  readonly inputs: Readonly<Record<Modality, InputDescription>>;
  /** Data set, seed, method, versions, … in the user's words. */
  readonly provenance: Readonly<Record<string, string>>;
  /** Logits are divided by it before their softmax, so that probabilities can be believed; none was fitted: absent. */
  readonly temperature?: number;
}

/** What to do about a file that does not say what it reads, or says it wrongly. */
export const howToDescribe =
  "describe it: `wristill export model.onnx --to onnx --describe about.yaml`, where about.yaml names classes, rate, channels and units";

/** The metadata of a model that wristill wrote or described; `undefined` for other models. */
export function readMetadata({
  name,
  metadata,
}: {
  readonly name: string;
  readonly metadata: ReadonlyMap<string, string>;
}): ModelMetadata | undefined {
  const [labels, inputs] = [metadata.get("labels"), metadata.get("inputs")];
  if (labels === undefined || inputs === undefined) return undefined;
  try {
    const provenance = JSON.parse(metadata.get("provenance") ?? "{}");
    const temperature = temperatureIn(name, metadata.get("temperature"));
    return {
      ...{ labels: JSON.parse(labels), inputs: readInputs(inputs), provenance },
      ...(temperature !== undefined && { temperature }),
    };
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `model ${name}: its metadata is not JSON: ${messageOf(error)}`,
      howToDescribe,
      { cause: error },
    );
  }
}

function temperatureIn(name: string, text: string | undefined): number | undefined {
  const temperature = text === undefined ? undefined : Number(JSON.parse(text));
  if (temperature === undefined || (temperature > 0 && Number.isFinite(temperature)))
    return temperature;
  throw new UserError(
    `model ${name}: a temperature of ${text} is no number above 0`,
    "export the model again, or take `temperature` out of its metadata",
  );
}
