/** @file What an operator set changed about an operator, and how a node goes from one form to the other. */
import type { AttributeValue, Graph, Node, Value } from "#graph/graph";

export interface OpsetChange {
  readonly op: string;
  /** The operator set that brought the newer form. */
  readonly since: number;
  /** Say a node in words of the set before. Whatever those cannot say stays as it is, and is refused by name. */
  lower(graph: Graph, node: Node): void;
  /** The other way; absent where the older form still holds. */
  readonly raise?: (graph: Graph, node: Node) => void;
}

/** Let a value stand for the only output of a node, under its name. */
export function substitute(graph: Graph, node: Node, value: Value): void {
  const old = node.outputs[0]!;
  const isPublic = graph.outputs.includes(old);
  graph.bypass(node, value);
  if (!isPublic) [old.name, value.name] = [value.name, old.name];
}

/** Drop the inputs of a node from the one at `index` on. */
export function dropInputs(node: Node, index: number): void {
  for (const value of node.inputs.splice(index)) {
    if (value) value.readers.splice(value.readers.indexOf(node), 1);
  }
}

export function int64s(graph: Graph, node: Node, what: string, values: readonly number[]): Value {
  const data = BigInt64Array.from(values, BigInt);
  return graph.constant(data, [values.length], "int64", `${node.name}:${what}`);
}

export function withAttribute(node: Node, name: string, value: AttributeValue): void {
  node.attributes = { ...node.attributes, [name]: value };
}

export function dropAttribute(node: Node, name: string): void {
  const { [name]: _, ...rest } = node.attributes;
  node.attributes = rest;
}
