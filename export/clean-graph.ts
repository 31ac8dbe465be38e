/** @file Any graph → the form that our own exports have. */
import { foldDecided } from "#export/lift/fold-decided";
import type { Graph, Value } from "#graph/graph";
import { toWorkingOpset } from "#graph/opset/convert-opset";
import { runPasses } from "#graph/pass";
import { forgetOwnSizes, inferShapes } from "#runtime/infer-shapes";
import type { CreateSession } from "#runtime/session";
import { exportPasses } from "./passes/index.ts";

/**
 * Compute sizes that constants decide, find the shapes that are not stated, say all in one operator set, fold batch-norm, make convolutions 2-D with height 1,
 * dense layers one node.
 */
export async function cleanGraph(graph: Graph, createSession: CreateSession): Promise<void> {
  await foldDecided(graph, createSession, isWhole);
  forgetOwnSizes(graph);
  await inferShapes(graph, createSession);
  toWorkingOpset(graph);
  runPasses(graph, exportPasses());
}

/** Sizes and places are whole numbers; weights that are packed stay so. */
function isWhole({ dtype }: Value): boolean {
  return dtype === "int64" || dtype === "int32";
}
