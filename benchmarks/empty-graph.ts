/** @file The smallest model there is: what a call costs when there is nothing to compute. */
import { Graph } from "#graph/graph";
import { encodeModel } from "#graph/protobuf";

/** One `Identity` over one number. */
export function emptyGraph(): Uint8Array {
  const graph = new Graph("empty");
  const x = graph.input("x", "float32", [1]);
  graph.output("y", graph.add("Identity", [x], [1]));
  return encodeModel(graph);
}
