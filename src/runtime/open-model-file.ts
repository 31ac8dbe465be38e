/** @file The one way in for ONNX files from elsewhere whose layers are looked at. */
import type { Graph } from "#graph/graph";
import { readModel, requireSound } from "#graph/read-model";
import { requireDecidedSizes, type SizeOptions } from "./decided-sizes.ts";
import { inferShapes } from "./infer-shapes.ts";
import type { CreateSession } from "./session.ts";

/**
 * The graph, with the shapes that the file leaves unsaid. Nothing of it has run: sizes that no memory holds are found
 * before anything makes them.
 *
 * @throws UserError where a rule of ONNX is broken.
 */
export async function openModelFile(
  bytes: Uint8Array,
  createSession: CreateSession,
  sizes: SizeOptions = { fromValues: "refused" },
): Promise<Graph> {
  const graph = readModel(bytes);
  await inferShapes(graph, createSession);
  requireSound(graph);
  await requireDecidedSizes(graph, createSession, sizes);
  return graph;
}
