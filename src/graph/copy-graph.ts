/** @file A graph of one's own to edit. */
import { Graph, Node, Value } from "./graph.ts";

/** The same nodes and names; constants, which nobody writes to, share their data. */
export function copyGraph(graph: Graph): Graph {
  const copy = new Graph(graph.name);
  const twins = new Map<Value, Value>();
  const twinOf = (value: Value): Value => {
    const known = twins.get(value);
    if (known) return known;
    const { name, dtype, shape, data } = value;
    const twin = new Value(copy.uniqueName(name), dtype, shape, data);
    twins.set(value, twin);
    return twin;
  };
  copy.inputs.push(...graph.inputs.map(twinOf));
  for (const node of graph.nodes) copy.nodes.push(copyNode(copy, node, twinOf));
  copy.outputs.push(...graph.outputs.map(twinOf));
  for (const [key, text] of graph.metadata) copy.metadata.set(key, text);
  copy.opsets.clear();
  for (const [domain, version] of graph.opsets) copy.opsets.set(domain, version);
  return copy;
}

function copyNode(copy: Graph, node: Node, twinOf: (value: Value) => Value): Node {
  const { op, attributes, domain, name } = node;
  const inputs = node.inputs.map((value) => value && twinOf(value));
  const twin = new Node(op, inputs, attributes, domain, copy.uniqueNodeName(name));
  for (const value of inputs) value?.readers.push(twin);
  for (const value of node.outputs.map(twinOf)) {
    value.producer = twin;
    twin.outputs.push(value);
  }
  return twin;
}
