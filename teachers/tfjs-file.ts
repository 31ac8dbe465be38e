/** @file Any model saved by TensorFlow.js as a teacher. */
import { dirname, join } from "node:path";
import {
  GraphModel,
  io,
  type LayersModel,
  loadGraphModel,
  loadLayersModel,
  model as modelOf,
  type SymbolicTensor,
  type Tensor,
} from "@tensorflow/tfjs";
import { messageOf, UserError } from "#core/errors";
import { defineTrained, type InputShape, type TrainedEntry } from "#core/network";
import type { Graph } from "#graph/graph";
import { registerLayers } from "#record/layers/register-layers";
import { record } from "#record/record";
import {
  requireFilled,
  requireInside,
  requireModestArrays,
  requireNothingRuns,
} from "./files/check-artifacts.ts";
import { type FileOptions, fileDefaults } from "./files/file-options.ts";
import { networkOfGraph } from "./files/network-of-graph.ts";
import { readTeacher } from "./files/read-teacher.ts";

export type TfjsFileOptions = FileOptions;

/** `model.json` with its weights beside it, of a LayersModel or a GraphModel; recorded, so that it runs as ONNX. */
export const tfjsFile: TrainedEntry<TfjsFileOptions> = defineTrained({
  name: "tfjs-file",
  summary: "a trained network that TensorFlow.js saved: model.json of either kind",
  source: "wristill",
  modalities: "any",
  options: fileDefaults,
  paths: ["path"],
  async open(task, options) {
    const { path, taps, logits } = options;
    const artifacts = await readArtifacts(path);
    requireFilled(path, artifacts);
    const shapes = task.inputs.map((input) => shapeIn(options, input));
    const names = [logits, ...Object.values(taps)];
    const network = await opened<GraphModel | LayersModel>(path, () =>
      artifacts.format === "graph-model" ? openGraph(path, artifacts) : openLayers(artifacts),
    );
    const graph = await opened(path, () =>
      network instanceof GraphModel
        ? recordGraphModel(network, shapes, names)
        : recordLayersModel(network, shapes, names, path),
    );
    const outputs = Object.fromEntries(Object.keys(taps).map((tap, i) => [tap, `output${i + 1}`]));
    return networkOfGraph(graph, task, { ...options, logits: "output0", taps: outputs });
  },
});

async function openGraph(path: string, artifacts: io.ModelArtifacts): Promise<GraphModel> {
  requireNothingRuns(path, artifacts);
  const network = await loadGraphModel(io.fromMemory(artifacts));
  requireModestArrays(path, artifacts, network);
  return network;
}

function openLayers(artifacts: io.ModelArtifacts): Promise<LayersModel> {
  registerLayers();
  return loadLayersModel(io.fromMemory(artifacts));
}

async function opened<T>(path: string, open: () => T | Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `${path} is not a model that tf.js reads: ${messageOf(error)}`,
      "name the model.json that `model.save` or the converter wrote",
      { cause: error },
    );
  }
}

/** What tf.js's own handlers would read from a folder. */
async function readArtifacts(path: string): Promise<io.ModelArtifacts> {
  const text = new TextDecoder().decode(await readTeacher("tfjs-file", path));
  const json = await opened(path, () => JSON.parse(text) as io.ModelJSON);
  return opened(path, () =>
    io.getModelArtifactsForJSON(json, async (manifest) => {
      const files = manifest.flatMap(({ paths }) => paths);
      const parts = [];
      for (const file of files)
        parts.push(await readTeacher("tfjs-file", join(dirname(path), requireInside(path, file))));
      const weights = Buffer.concat(parts);
      return [
        manifest.flatMap((group) => group.weights),
        weights.buffer.slice(
          weights.byteOffset,
          weights.byteOffset + weights.length,
        ) as ArrayBuffer,
      ];
    }),
  );
}

/** Outputs `output0` … by the names given, "" for the first output. */
function recordLayersModel(
  network: LayersModel,
  shapes: readonly number[][],
  names: readonly string[],
  path: string,
): Graph {
  const outputs = names.map((name) =>
    name === "" ? network.outputs[0]! : outputOf(network, name, path),
  );
  const tapped = modelOf({ inputs: network.inputs, outputs: outputs as SymbolicTensor[] });
  return recordCalls(
    shapes,
    [tapped],
    (xs) =>
      [tapped.apply(xs.length === 1 ? xs[0]! : [...xs], { training: false })].flat() as Tensor[],
  );
}

function outputOf(network: LayersModel, name: string, path: string): SymbolicTensor {
  const layer = network.layers.find((each) => each.name === name);
  if (layer) return [layer.output].flat()[0]!;
  throw new UserError(
    `${path} has no layer "${name}"`,
    `known: ${network.layers.map((each) => each.name).join(", ")}`,
  );
}

function recordGraphModel(
  network: GraphModel,
  shapes: readonly number[][],
  names: readonly string[],
): Graph {
  const nodes = names.map((name) => (name === "" ? network.outputNodes[0]! : name));
  return recordCalls(shapes, [], (xs) => {
    const feeds = network.inputNodes.map((name, i) => [name, xs[i]!] as const);
    return [network.execute(Object.fromEntries(feeds), nodes)].flat();
  });
}

function recordCalls(
  shapes: readonly number[][],
  models: readonly LayersModel[],
  call: (inputs: readonly Tensor[]) => Tensor[],
): Graph {
  return record({ name: "teacher", models }, (recorder) => {
    const inputs = shapes.map((shape, i) => recorder.input(`input${i}`, [null, ...shape]));
    for (const [i, y] of call(inputs).entries()) recorder.output(`output${i}`, y);
  });
}

/** A window in the file's layout, without the batch. */
function shapeIn({ layout }: FileOptions, { length, channels }: InputShape): number[] {
  const sizes: Readonly<Record<string, number>> = { t: length, c: channels, "1": 1 };
  return [...layout.slice(1)].map((axis) => sizes[axis]!);
}
