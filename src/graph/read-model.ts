/** @file The door for ONNX files from elsewhere: a sound graph, or one sentence about what is wrong. */
import { UserError } from "#core/errors";
import { decodeModel } from "./decode-model.ts";
import type { Graph } from "./graph.ts";
import { oldestConverted } from "./opset/working-opset.ts";
import { graphProblems, verifyModel } from "./verify-model.ts";

/**
 * The graph in the bytes. Throws a {@link UserError} where {@link verifyModel} finds a mistake, and for sets whose
 * operators meant something else.
 */
export function readModel(bytes: Uint8Array): Graph {
  const graph = decodeModel(bytes);
  refuse(verifyModel(bytes).problems);
  requireSet(graph.opsets.get(""));
  requireOutputs(graph);
  return graph;
}

/** Without them a model does not run, whatever its set. */
export function requireOutputs({ outputs }: Graph): void {
  if (outputs.length > 0) return;
  throw new UserError(
    "this ONNX model has no outputs",
    "save it with what it answers as its outputs",
  );
}

function requireSet(opset = oldestConverted): void {
  if (opset >= oldestConverted) return;
  throw new UserError(
    `this model is of ONNX operator set ${opset}, and ${oldestConverted} is the oldest that is read here`,
    "save it anew, in PyTorch with torch.onnx.export(…, opset_version=17); `wristill verify` and `bench` take it as it is",
  );
}

/** Of a graph from a file, once shapes are known that the file left unsaid. */
export function requireSound(graph: Graph): void {
  refuse(graphProblems(graph));
}

function refuse([first, ...others]: readonly string[]): void {
  if (first === undefined) return;
  const more = others.length === 0 ? "" : `, and ${others.length} more mistakes`;
  throw new UserError(
    `this ONNX model is not sound: ${first}${more}`,
    "`wristill verify` lists all that is wrong; save the model anew, in PyTorch with torch.onnx.export(…, opset_version=17)",
  );
}
