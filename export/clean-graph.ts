/** @file Any graph → the form that our own exports have. */
import { UserError } from "#core/errors";
import type { Graph } from "#graph/graph";
import { opsetOf, toWorkingOpset } from "#graph/opset/convert-opset";
import { oldestConverted } from "#graph/opset/working-opset";
import { runPasses } from "#graph/pass";
import { inferShapes } from "#runtime/infer-shapes";
import type { CreateSession } from "#runtime/session";
import { exportPasses } from "./passes/index.ts";

/**
 * Find the shapes that are not stated, say all in one operator set, fold batch-norm, make convolutions 2-D with height 1,
 * dense layers one node.
 */
export async function cleanGraph(graph: Graph, createSession: CreateSession): Promise<void> {
  const opset = opsetOf(graph);
  if (opset < oldestConverted) {
    throw new UserError(
      `this model is of ONNX operator set ${opset}, and ${oldestConverted} is the oldest that is read here`,
      "save it anew, in PyTorch with torch.onnx.export(…, opset_version=17)",
    );
  }
  await inferShapes(graph, createSession);
  toWorkingOpset(graph);
  runPasses(graph, exportPasses());
}
