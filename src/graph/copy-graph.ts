/** @file A graph of one's own to edit. */
import type { Graph } from "./graph.ts";
import { decodeModel, encodeModel } from "./protobuf.ts";

/** The same nodes, names and constants. */
export function copyGraph(graph: Graph): Graph {
  return decodeModel(encodeModel(graph, { valueInfo: true }));
}
