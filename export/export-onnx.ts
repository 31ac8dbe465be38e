/** @file A trained network as a clean ONNX model: raw windows in, logits and probabilities out. */
import { UserError } from "#core/errors";
import { writeAtomic } from "#core/files";
import type { Network } from "#core/network";
import type { Modality, NdArray, Normalization } from "#core/signal";
import type { Graph, Value } from "#graph/graph";
import { inOpset } from "#graph/opset/convert-opset";
import { workingOpset } from "#graph/opset/working-opset";
import { type PassReport, runPasses } from "#graph/pass";
import { encodeModel } from "#graph/protobuf";
import { recordInference } from "#record/inference";
import type { CreateSession, HostTensors } from "#runtime/session";
import { type GraphCost, graphCost } from "./cost.ts";
import type { InputDescription } from "./metadata.ts";
import { nameNodes } from "./name-nodes.ts";
import { checkParity, type Parity, requireParity } from "./parity.ts";
import { exportPasses } from "./passes/index.ts";
import { requireWritable } from "./writable-opset.ts";
import { writeMetadata } from "./write-metadata.ts";

export interface ExportOptions {
  /** Fitted on training subjects; becomes part of the model. */
  readonly normalization: Normalization;
  /** Rate, channels and unit of each modality (a WindowSet's `signals` will do). */
  readonly signals: Readonly<Record<Modality, InputDescription>>;
  /** Class names in the order of the logits. */
  readonly classes: readonly string[];
  /** Kept in the metadata: data set, seed, method, … */
  readonly provenance: Readonly<Record<string, string>>;
  /** Convolutions with height 1, which onnxruntime runs faster, or of rank 3. */
  readonly conv: "2d" | "1d";
  /** ONNX operator set of the file: {@link oldestConverted} to {@link runnableOpset}. */
  readonly opset: number;
}

export const exportDefaults = { provenance: {}, conv: "2d", opset: workingOpset } as const;

export interface ExportedModel {
  /** The ONNX file. */
  readonly bytes: Uint8Array;
  /** The same in the operator set that passes are written for. */
  readonly graph: Graph;
  readonly cost: GraphCost;
  /** What the passes rewrote. */
  readonly passes: PassReport;
}

type GivenOptions = Partial<ExportOptions> &
  Pick<ExportOptions, "normalization" | "signals" | "classes">;

/**
 * Record a network and clean its graph. Inputs are named by modality: `[batch, time, channel]` in physical units;
 * outputs are `logits` and `probabilities` `[batch, class]`.
 */
export function exportOnnx(network: Network, given: GivenOptions): ExportedModel {
  const options: ExportOptions = { ...exportDefaults, ...given };
  checkOptions(network, options);
  const graph = recordInference(network);
  for (const input of [...graph.inputs]) normalize(graph, input, options.normalization);
  const passes = runPasses(graph, exportPasses(options.conv));
  const logits = graph.outputs[0]!;
  const attributes = { axis: 1 };
  graph.output(
    "probabilities",
    graph.add("Softmax", [logits], logits.shape, { attributes, name: "probabilities" }),
  );
  nameNodes(graph);
  const { classes: labels, signals: inputs, provenance } = options;
  writeMetadata(graph, { labels, inputs: pick(inputs, network), provenance });
  const bytes = encodeModel(inOpset(graph, options.opset), { valueInfo: true });
  return { bytes, graph, cost: graphCost(graph), passes };
}

/** What a trained network answers to some windows, to hold the file against. */
export interface ParitySample {
  /** Raw windows by modality. */
  readonly inputs: HostTensors;
  /** Logits `[window, class]` of the trained network. */
  readonly logits: NdArray;
}

/** Write the file, unless it computes anything else than the trained network. */
export async function writeOnnx(
  path: string,
  { bytes }: Pick<ExportedModel, "bytes">,
  sample: ParitySample,
  createSession: CreateSession,
): Promise<Parity> {
  const parity = await checkParity(bytes, sample.logits, sample.inputs, { createSession });
  requireParity(parity, path);
  await writeAtomic(path, bytes);
  return parity;
}

/** before: x ─ …        after: x ─ Sub(mean) ─ Div(sd) ─ … */
function normalize(graph: Graph, input: Value, normalization: Normalization): void {
  const { mean, sd } = normalization[input.name]!;
  const centred = graph.add("Sub", [input], input.shape, { name: `${input.name}_centre` });
  const scaled = graph.add("Div", [centred], input.shape, { name: `${input.name}_scale` });
  graph.replace(input, scaled);
  graph.setInput(centred.producer!, 0, input);
  graph.setInput(centred.producer!, 1, graph.constant(mean, [mean.length]));
  graph.setInput(scaled.producer!, 1, graph.constant(sd, [sd.length]));
}

function checkOptions(network: Network, options: ExportOptions): void {
  const { normalization, signals, classes } = options;
  const outputs = network.model.outputs[0]!.shape.at(-1);
  const fail = (message: string, help: string) => {
    throw new UserError(`export of ${network.model.name}: ${message}`, help);
  };
  if (outputs !== classes.length) {
    fail(
      `it has ${outputs} outputs for ${classes.length} classes`,
      "pass the classes it was trained on",
    );
  }
  requireWritable(options.opset);
  for (const { modality, channels } of network.inputs) {
    const { mean, sd } = normalization[modality] ?? {};
    if (mean?.length !== channels || sd?.length !== channels || !signals[modality]) {
      fail(
        `modality "${modality}" needs the description and the normalization of its ${channels} channels`,
        "pass those of the windows it was trained on",
      );
    }
    if (!sd!.every((x) => x > 0) || !mean!.every(Number.isFinite)) {
      fail(`the normalization of "${modality}" is not finite and positive`, "fit it again");
    }
  }
}

function pick(signals: ExportOptions["signals"], { inputs }: Network): ExportOptions["signals"] {
  return Object.fromEntries(inputs.map(({ modality }) => [modality, signals[modality]!]));
}
