/** @file Recorded steps and forward passes as files: `openStep` and `openForward` run them where there is no tf.js. */
import type { Network } from "#core/network";
import { pack } from "#core/pack";
import { encodeModel } from "#graph/protobuf";
import { recordForward, recordStep } from "./engines/recorded.ts";
import type { StepFile } from "./open-step.ts";
import type { AnyStep } from "./step.ts";

/** JSON with all that a step needs: its ONNX file, shapes of its noise, and the models' present weights to start from. */
export function packStep(step: AnyStep): string {
  const { graph, ...feeding } = recordStep(step);
  return pack({ ...feeding, model: encodeModel(graph) } satisfies StepFile);
}

/** An ONNX file that predicts with weights handed in: `logits` and the taps asked for, any batch size. */
export function packForward(network: Network, taps: readonly string[] = []): Uint8Array {
  return encodeModel(recordForward(network, taps));
}
