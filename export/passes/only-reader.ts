/** @file The one node a result goes to. */
import type { Graph, Node } from "#graph/graph";

/** The reader of the node's output, where it is of operation `op` and nothing else reads it, graph outputs included. */
export function onlyReader(graph: Graph, node: Node, op: string, domain = ""): Node | undefined {
  const value = node.outputs[0]!;
  const [reader] = value.readers;
  return graph.readerCount(value) === 1 && reader?.op === op && reader.domain === domain
    ? reader
    : undefined;
}
