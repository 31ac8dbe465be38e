/** @file Any ONNX file of float layers → the clean graph that quantization starts from. */
import { UserError } from "#core/errors";
import { inferShapes } from "#export/infer-shapes";
import { exportPasses } from "#export/passes/index";
import type { Graph } from "#graph/graph";
import { runPasses } from "#graph/pass";
import { decodeModel } from "#graph/protobuf";
import type { CreateSession } from "#runtime/session";
import { storedWeights } from "./weights.ts";

/** Softmax and others meant something else before. */
const oldestOpset = 13;

/**
 * Read a file, find the shapes it does not state, and bring it into the form that our own exports have: batch-norm
 * folded, convolutions with height 1, dense layers as one node.
 *
 * @throws UserError where the file cannot be read or has nothing to quantize.
 */
export async function openModel(bytes: Uint8Array, createSession: CreateSession): Promise<Graph> {
  const graph = decodeModel(bytes);
  requireFloat(graph);
  await inferShapes(graph, createSession);
  runPasses(graph, exportPasses());
  if (storedWeights(graph).length > 0) return graph;
  throw new UserError(
    "this model has no convolution, dense or recurrent layer with constant float32 weights of 64 elements or more",
    "quantize a trained network with its weights inside the file",
  );
}

function requireFloat(graph: Graph): void {
  const opset = graph.opsets.get("") ?? 1;
  if (opset < oldestOpset) {
    throw new UserError(
      `this model is of ONNX operator set ${opset}; quantizing needs ${oldestOpset} or later`,
      `save it anew, in PyTorch with torch.onnx.export(…, opset_version=17)`,
    );
  }
  const integer = graph.nodes.find(({ op }) => /^(De)?QuantizeLinear$|Integer$|^QLinear/.test(op));
  if (integer) {
    throw new UserError(
      `this model is quantized already: node "${integer.name}" is ${integer.op}`,
      "start from the float model",
    );
  }
}
