/** @file A value called as somebody from outside will ask for it. */
import type { Graph, Value } from "#graph/graph";

/** Whatever else has the name gets another. */
export function giveName(graph: Graph, value: Value, name: string): void {
  for (const other of valuesOf(graph)) {
    if (other !== value && other.name === name) other.name = graph.uniqueName(name);
  }
  value.name = name;
}

function valuesOf({ inputs, nodes }: Graph): Value[] {
  return [...inputs, ...nodes.flatMap((node) => [...node.inputs, ...node.outputs])].filter(
    (value) => value !== undefined,
  );
}
