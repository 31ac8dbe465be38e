/** before: a, b constant ─ Add ─ y        after: y constant */
import type { Graph, Node, Value } from "#graph/graph";
import { definePass, type Pass } from "#graph/pass";
import { permuted } from "./permuted.ts";
import type { Axes } from "./view.ts";

/** Compute what depends on constants alone: arithmetic and changes of shape. */
export const foldConstants: Pass = definePass({
  name: "fold-constants",
  source: "wristill",
  run(graph) {
    let rewrites = 0;
    for (const node of graph.nodes) {
      const result = node.domain === "" ? evaluate(graph, node) : undefined;
      if (!result || graph.outputs.includes(node.outputs[0]!)) continue;
      graph.bypass(node, result);
      rewrites++;
    }
    return rewrites;
  },
});

function evaluate(graph: Graph, node: Node): Value | undefined {
  const [a, b] = node.inputs;
  if (!node.inputs.every((value) => value?.data) || !a) return undefined;
  const shape = node.outputs[0]!.shape as readonly number[];
  if (node.op === "Transpose" && node.attributes.perm) {
    return permuted(graph, a, node.attributes.perm as Axes);
  }
  if (reshapes.has(node.op)) return graph.constant(a.data!, shape, a.dtype, node.name);
  if (a.dtype !== "float32" || (b && b.dtype !== "float32")) return undefined;
  const unary = b ? undefined : unaries.get(node.op);
  const binary = b && node.inputs.length === 2 ? binaries.get(node.op) : undefined;
  const data = unary
    ? Float32Array.from(a.data as Float32Array, unary)
    : binary && broadcast(a, b!, shape, binary);
  return data && graph.constant(data, shape, "float32", node.name);
}

const reshapes: ReadonlySet<string> = new Set(["Reshape", "Squeeze", "Unsqueeze"]);

const unaries: ReadonlyMap<string, (x: number) => number> = new Map([
  ["Exp", Math.exp],
  ["Neg", (x: number) => -x],
  ["Reciprocal", (x: number) => 1 / x],
  ["Sqrt", Math.sqrt],
]);

const binaries: ReadonlyMap<string, (x: number, y: number) => number> = new Map([
  ["Add", (x: number, y: number) => x + y],
  ["Div", (x: number, y: number) => x / y],
  ["Mul", (x: number, y: number) => x * y],
  ["Sub", (x: number, y: number) => x - y],
]);

function broadcast(
  a: Value,
  b: Value,
  shape: readonly number[],
  op: (x: number, y: number) => number,
): Float32Array {
  const [left, right] = [indexer(a, shape), indexer(b, shape)];
  const size = shape.reduce((product, n) => product * n, 1);
  const [x, y] = [a.data as Float32Array, b.data as Float32Array];
  return Float32Array.from({ length: size }, (_, i) => op(x[left(i)]!, y[right(i)]!));
}

/** Maps a position in the broadcast result to one in the operand. */
function indexer(value: Value, shape: readonly number[]): (i: number) => number {
  const from = [...shape.slice(value.shape.length).fill(1), ...(value.shape as number[])];
  const sizes = shape.map((_, axis) => from[axis - shape.length + from.length] ?? 1);
  return (i) => {
    let rest = i;
    let at = 0;
    let stride = 1;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const position = rest % shape[axis]!;
      rest = Math.floor(rest / shape[axis]!);
      if (sizes[axis] === 1) continue;
      at += position * stride;
      stride *= sizes[axis]!;
    }
    return at;
  };
}
