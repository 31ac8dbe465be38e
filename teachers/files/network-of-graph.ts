/** @file A graph from a file as a network that comes trained. */
import { createHash } from "node:crypto";
import { layers, model, type SymbolicTensor } from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import type { Network, TrainedTask } from "#core/network";
import type { Graph } from "#graph/graph";
import { encodeModel } from "#graph/protobuf";
import { OnnxGraph } from "#record/layers/onnx-graph";
import { windowOf } from "#record/layers/windows";
import { createSession } from "#runtime/ort";
import { adaptGraph } from "./adapt-graph.ts";
import type { FileOptions } from "./file-options.ts";
import { inferShapes } from "./infer-shapes.ts";

/** The graph, of operator set 17, as it came from the file; it is changed. */
export async function networkOfGraph(
  graph: Graph,
  task: TrainedTask,
  options: FileOptions,
): Promise<Network> {
  const { inputs, classes } = task;
  const { path } = options;
  adaptGraph(graph, task, options);
  await inferShapes(graph, createSession, path);
  requireLogits(graph, classes, path);
  const bytes = encodeModel(graph, { valueInfo: true });
  const windows = inputs.map(windowOf);
  const layer = new OnnxGraph({ name: "file", file: Buffer.from(bytes).toString("base64") });
  const outputs = [layer.apply(windows)].flat() as SymbolicTensor[];
  const taps = Object.keys(options.taps).filter((tap) => tap !== "features");
  const place = (tap: string) => outputs[1 + Object.keys(options.taps).indexOf(tap)]!;
  const features = "features" in options.taps ? place("features") : outputs[0]!;
  const all = [outputs[0]!, ...taps.map(place), asVector(features)];
  return {
    model: model({ name: "from_file", inputs: windows, outputs: all }),
    taps: [...taps, "features"],
    inputs,
    pretrained: createHash("sha256").update(bytes).update(taps.join()).digest("hex"),
  };
}

/** [batch, …] → [batch, feature] */
function asVector(x: SymbolicTensor): SymbolicTensor {
  const targetShape = [(x.shape.slice(1) as number[]).reduce((product, size) => product * size, 1)];
  return layers.reshape({ name: "features", targetShape }).apply(x) as SymbolicTensor;
}

function requireLogits(graph: Graph, classes: readonly string[], path: string): void {
  const { shape } = graph.outputs[0]!;
  if (shape.length === 2 && shape[1] === classes.length) return;
  throw new UserError(
    `${path}: expected an output [batch, ${classes.length}] for ${classes.length} classes, got [${shape.join(", ")}]`,
    "name the right one with `logits`, or its classes in their order with `classes`",
  );
}
