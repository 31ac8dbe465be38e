/** @file How many bytes a graph's operators read and write: beside arithmetic, what a battery pays for. */
import { tensorBytes } from "#export/cost";
import type { Graph } from "#graph/graph";

/** Operators that only look at memory in another way. */
const views: ReadonlySet<string> = new Set([
  "Dropout",
  "Flatten",
  "Identity",
  "Reshape",
  "Squeeze",
  "Unsqueeze",
]);

/** Of one window, each operator by itself: no fusion, no cache. Throws where shapes are unknown. */
export function bytesMoved(graph: Graph): number {
  const operators = graph.nodes.filter(({ op }) => !views.has(op));
  const tensors = operators.flatMap(({ inputs, outputs }) => [...inputs, ...outputs]);
  return tensors.reduce((sum, tensor) => sum + (tensor ? tensorBytes(tensor) : 0), 0);
}
