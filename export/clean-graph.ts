/** @file Any graph → the form that our own exports have. */
import { UserError } from "#core/errors";
import type { Graph } from "#graph/graph";
import { runPasses } from "#graph/pass";
import type { CreateSession } from "#runtime/session";
import { inferShapes } from "./infer-shapes.ts";
import { exportPasses } from "./passes/index.ts";

/** Softmax and others meant something else before. */
const oldestOpset = 13;

/** Find the shapes that are not stated, fold batch-norm, make convolutions 2-D with height 1, dense layers one node. */
export async function cleanGraph(graph: Graph, createSession: CreateSession): Promise<void> {
  const opset = graph.opsets.get("") ?? 1;
  if (opset < oldestOpset) {
    throw new UserError(
      `this model is of ONNX operator set ${opset}, and ${oldestOpset} is the oldest that is read here`,
      "save it anew, in PyTorch with torch.onnx.export(…, opset_version=17)",
    );
  }
  await inferShapes(graph, createSession);
  runPasses(graph, exportPasses());
}
