/** @file A trained network → its ONNX file, held against the network, and what the file answers. */
import type { AccuracyMeasurement } from "#benchmarks/measures/accuracy";
import { measureAccuracy } from "#benchmarks/measures/accuracy";
import type { Network } from "#core/network";
import type { WindowSet } from "#core/signal";
import {
  type ExportedModel,
  exportDefaults,
  exportOnnx,
  type ParitySample,
} from "#export/export-onnx";
import { createOrtNodeSession } from "#runtime/ort-node";
import { normalizeWindows } from "#sensors/normalize";
import { selectWindows } from "#sensors/split";
import type { Engine } from "#train/engine";
import { predictor } from "#train/predict";
import { readWeights } from "#train/weights";
import type { Config } from "./config-schema.ts";
import type { PreparedData } from "./prepare-data.ts";

/** Windows that the file and the network must agree on. */
const parityWindows = 64;

/** What is to be measured ("auto") has the usual form at first. */
export function exportNetwork(
  network: Network,
  { export: { conv, opset } }: Pick<Config, "export">,
  { raw, normalization }: PreparedData,
  provenance: Readonly<Record<string, string>>,
): ExportedModel {
  const { signals, classes } = raw.train;
  const form = conv === "auto" ? exportDefaults.conv : conv;
  return exportOnnx(network, { normalization, signals, classes, provenance, conv: form, opset });
}

/** The first windows, to hold a file against what was trained. */
export function parityRows(train: WindowSet): WindowSet {
  return selectWindows(
    train,
    Int32Array.from({ length: Math.min(parityWindows, train.size) }, (_, i) => i),
  );
}

/** Some training windows with what the trained network says of them. */
export async function paritySample(
  engine: Engine,
  network: Network,
  { raw, normalization }: PreparedData,
): Promise<ParitySample> {
  const windows = parityRows(raw.train);
  const runner = await predictor(engine, network);
  const outputs = await runner.predict(
    readWeights(network.model),
    normalizeWindows(windows, normalization),
  );
  await runner.release();
  const inputs = network.inputs.map(
    ({ modality, length, channels }) =>
      [
        modality,
        {
          dtype: "float32" as const,
          shape: [windows.size, length, channels],
          data: windows.signals[modality]!.data,
        },
      ] as const,
  );
  return { inputs: Object.fromEntries(inputs), logits: outputs.logits! };
}

/** Accuracy of a file on a part in physical units. */
export function measureFile(
  name: string,
  bytes: Uint8Array,
  part: WindowSet,
): Promise<AccuracyMeasurement> {
  return measureAccuracy({ name, bytes }, part, { createSession: createOrtNodeSession });
}
