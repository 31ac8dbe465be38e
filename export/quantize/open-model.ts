/** @file Any ONNX file of float layers → the clean graph that quantization starts from. */
import { UserError } from "#core/errors";
import { cleanGraph } from "#export/clean-graph";
import { packedWeights } from "#export/packed-weights";
import type { Graph } from "#graph/graph";
import { openModelFile } from "#runtime/open-model-file";
import type { CreateSession } from "#runtime/session";
import { type StoredWeight, storedWeights } from "./weights.ts";

/**
 * Read a file and bring it into the form that our own exports have.
 *
 * @throws UserError where the file cannot be read or has nothing to quantize.
 */
export async function openModel(bytes: Uint8Array, createSession: CreateSession): Promise<Graph> {
  const graph = await openModelFile(bytes, createSession);
  requireFloat(graph);
  await cleanGraph(graph, createSession);
  const weights = storedWeights(graph);
  requireFinite(weights);
  if (weights.length > 0) return graph;
  requireUnpacked(graph);
  throw new UserError(
    "this model has no convolution, dense or recurrent layer with constant float32 weights of 64 elements or more",
    "quantize a trained network with its weights inside the file",
  );
}

function requireFloat({ nodes }: Graph): void {
  const integer = nodes.find(({ op }) => /^(De)?QuantizeLinear$|Integer$|^QLinear/.test(op));
  if (integer) {
    throw new UserError(
      `this model is quantized already: node "${integer.name}" is ${integer.op}`,
      "start from the float model",
    );
  }
}

function requireFinite(weights: readonly StoredWeight[]): void {
  const broken = weights.find(({ layer, index }) => {
    const data = layer.inputs[index]!.data as Float32Array;
    return !data.every(Number.isFinite);
  });
  if (broken) {
    throw new UserError(
      `the weights of layer "${broken.layer.name}" are not all finite numbers`,
      "look at its training: it diverged",
    );
  }
}

/** Weights of fewer bits are unpacked as the model runs. */
function requireUnpacked(graph: Graph): void {
  const dtype = packedWeights(graph);
  if (dtype === undefined) return;
  throw new UserError(
    `this model is quantized already: it keeps weights as ${dtype}`,
    "start from the float model",
  );
}
