/** @file A recorded step as text to keep or to send: `openStep` runs it where there is no tf.js. */
import { pack } from "#core/pack";
import { encodeModel } from "#graph/protobuf";
import type { RecordedStepGraph } from "./engines/recorded.ts";
import type { StepFile } from "./open-step.ts";

/** JSON with everything a step needs: its ONNX file, shapes of its noise, and the state to start from. */
export function packStep({ graph, ...feeding }: RecordedStepGraph): string {
  return pack({ ...feeding, model: encodeModel(graph) } satisfies StepFile);
}
