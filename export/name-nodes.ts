/** @file Names a person can read in a graph viewer: every node after its layer, every constant after its role. */
import type { Graph, Node, Value } from "#graph/graph";

/**
 * Node `conv1/conv` of layer conv1 becomes `conv1`; further nodes of the layer keep their operation (`conv1/relu`).
 * Results are named after their node, constants `conv1.weight`. Graph inputs and outputs keep their names.
 */
export function nameNodes(graph: Graph): void {
  const nodes = new Set<string>();
  const values = new Set([...graph.inputs, ...graph.outputs].map(({ name }) => name));
  for (const node of graph.nodes) {
    const layer = node.name.includes("/")
      ? node.name.slice(0, node.name.lastIndexOf("/"))
      : node.name;
    const free = !nodes.has(layer);
    node.name = unique(nodes, free ? layer : `${layer}/${node.op.toLowerCase()}`);
    for (const value of node.outputs) {
      if (!graph.outputs.includes(value)) value.name = unique(values, node.name);
    }
  }
  for (const [constant, name] of constantNames(graph)) constant.name = unique(values, name);
}

/** Every constant with the name its first reader gives it. */
function constantNames(graph: Graph): Map<Value, string> {
  const names = new Map<Value, string>();
  for (const node of graph.nodes) {
    for (const [i, value] of node.inputs.entries()) {
      if (value?.data && !names.has(value)) names.set(value, `${node.name}.${roleOf(node, i)}`);
    }
  }
  return names;
}

function roleOf({ op }: Node, index: number): string {
  if (op === "Conv" || op === "Gemm") return index === 1 ? "weight" : "bias";
  if (op === "Reshape") return "shape";
  return roles.get(op) ?? `constant${index}`;
}

const roles: ReadonlyMap<string, string> = new Map([
  ["Add", "shift"],
  ["Div", "sd"],
  ["MatMul", "weight"],
  ["Mul", "scale"],
  ["Sub", "mean"],
]);

function unique(taken: Set<string>, name: string): string {
  for (let count = 0; ; count++) {
    const candidate = count === 0 ? name : `${name}_${count}`;
    if (taken.has(candidate)) continue;
    taken.add(candidate);
    return candidate;
  }
}
