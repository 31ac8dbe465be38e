/** @file A fitted classic model as one ONNX graph: raw windows in, logits and probabilities out, features inside. */
import { concat, type Tensor3D } from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import type { WindowSet } from "#core/signal";
import { type GraphCost, graphCost } from "#export/cost";
import { nameNodes } from "#export/name-nodes";
import { checkParity, requireParity } from "#export/parity";
import { exportPasses } from "#export/passes/index";
import { writeMetadata } from "#export/write-metadata";
import type { Graph } from "#graph/graph";
import { inOpset } from "#graph/opset/convert-opset";
import { workingOpset } from "#graph/opset/working-opset";
import { runPasses } from "#graph/pass";
import { encodeModel } from "#graph/protobuf";
import { record } from "#record/record";
import type { CreateSession, HostTensors } from "#runtime/session";
import { examplesOf } from "./examples.ts";
import { featureTensor } from "./feature-tensor.ts";
import type { FittedBaseline } from "./fit-baseline.ts";

export interface ExportedBaseline {
  /** The ONNX file. */
  readonly bytes: Uint8Array;
  readonly graph: Graph;
  readonly cost: GraphCost;
}

export interface BaselineFileOptions {
  /** Kept in the metadata. */
  readonly provenance?: Readonly<Record<string, string>>;
  /** ONNX operator set of the file. */
  readonly opset?: number;
}

/**
 * The file of a classic model: standard operators only. Inputs are named by modality, `[batch, time, channel]` in
 * physical units; outputs are `logits` and `probabilities` `[batch, class]`. Logits that were calibrated come so: the
 * file says a temperature of 1.
 *
 * @param windows What it was trained on: their lengths, channels and classes count, not their samples.
 */
export function exportBaseline(
  fitted: FittedBaseline,
  windows: WindowSet,
  { provenance = {}, opset = workingOpset }: BaselineFileOptions = {},
): ExportedBaseline {
  const { inputs, baseline, options, calibrated } = fitted;
  const graph = baselineGraph(fitted, windows);
  nameNodes(graph);
  writeMetadata(graph, {
    labels: windows.classes,
    inputs: Object.fromEntries(inputs.map((name) => [name, windows.signals[name]!])),
    provenance: { model: baseline.name, options: JSON.stringify(options), ...provenance },
    ...(calibrated && { temperature: 1 }),
  });
  const bytes = encodeModel(inOpset(graph, opset), { valueInfo: true });
  return { bytes, graph, cost: graphCost(graph) };
}

/** Refuses a file that computes other features or other logits than the fitted model. */
export async function requireBaselineParity(
  fitted: FittedBaseline,
  { bytes }: Pick<ExportedBaseline, "bytes">,
  sample: WindowSet,
  createSession: CreateSession,
): Promise<void> {
  const feeds = feedsOf(fitted, sample);
  const shown = baselineGraph(fitted, sample, "features");
  const session = await createSession(encodeModel(shown));
  const { features } = await session.run(feeds).finally(() => session.release());
  const computed = features!.data as Float32Array;
  requireFeatures(computed, examplesOf(sample, fitted.inputs).features, fitted.baseline.name);
  // A forest may turn either way within rounding of a threshold: the graph's own features decide.
  const logits = fitted.model.predict(computed).map((z) => z * fitted.sharpness);
  const reference = { data: logits, shape: [sample.size, sample.classes.length] };
  requireParity(
    await checkParity(bytes, reference, feeds, { createSession }),
    fitted.baseline.name,
  );
}

/** Of single precision, with room for sums of squares. */
const tolerance = 1e-3;

function requireFeatures(actual: Float32Array, expected: Float32Array, name: string): void {
  const far = expected.findIndex((want, i) => {
    return !(Math.abs(actual[i]! - want) <= tolerance * (1 + Math.abs(want)));
  });
  if (far < 0) return;
  throw new UserError(
    `${name} was not written: value ${far} of its features is ${actual[far]}, the stream's ${expected[far]}`,
    "samples so far from 0 that single precision cannot hold their differences? Remove the offset first",
  );
}

function baselineGraph(fitted: FittedBaseline, windows: WindowSet, show?: "features"): Graph {
  const { inputs, baseline, model, sharpness } = fitted;
  const graph = record({ name: baseline.name }, (recorder) => {
    const tables = inputs.map((modality) => {
      const { length, channels } = windows.signals[modality]!;
      const input = recorder.input(modality, [null, length, channels.length]);
      return featureTensor(input as Tensor3D, channels);
    });
    recorder.output("features", tables.length === 1 ? tables[0]! : concat(tables, 1));
  });
  runPasses(graph, exportPasses("2d"));
  const features = graph.outputs[0]!;
  features.producer!.name = "features";
  if (show) return graph;
  graph.outputs.length = 0;
  const raw = model.emit(graph, features);
  const scale = graph.constant(Float32Array.of(sharpness), []);
  const logits = graph.add("Mul", [raw, scale], raw.shape, { name: "sharpen" });
  graph.output("logits", logits);
  const attributes = { axis: 1 };
  const softmax = graph.add("Softmax", [logits], logits.shape, {
    attributes,
    name: "probabilities",
  });
  graph.output("probabilities", softmax);
  return graph;
}

function feedsOf({ inputs }: FittedBaseline, { signals, size }: WindowSet): HostTensors {
  return Object.fromEntries(
    inputs.map((modality) => {
      const { data, length, channels } = signals[modality]!;
      return [modality, { dtype: "float32", shape: [size, length, channels.length], data }];
    }),
  );
}
