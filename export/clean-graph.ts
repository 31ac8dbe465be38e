/** @file Any graph → the form that our own exports have. */
import type { Graph } from "#graph/graph";
import { toWorkingOpset } from "#graph/opset/convert-opset";
import { runPasses } from "#graph/pass";
import { inferShapes } from "#runtime/infer-shapes";
import type { CreateSession } from "#runtime/session";
import { exportPasses } from "./passes/index.ts";

/**
 * Find the shapes that are not stated, say all in one operator set, fold batch-norm, make convolutions 2-D with height 1,
 * dense layers one node.
 */
export async function cleanGraph(graph: Graph, createSession: CreateSession): Promise<void> {
  await inferShapes(graph, createSession);
  toWorkingOpset(graph);
  runPasses(graph, exportPasses());
}
