/** @file A product's rows in another order: all first neighbours, all second ones … */
import type { Dim, Graph, Node, Value } from "#graph/graph";
import { gather, gatheredRows, reshape } from "./unfold.ts";

/**
 * Rows of `n` neighbours each, of which `pooled` [batch, step, filter] has one step.
 * @returns The shape of each block of rows.
 */
export function neighboursAsRows(
  graph: Graph,
  product: Node,
  n: number,
  [batch, to, filters]: readonly Dim[],
): readonly Dim[] {
  const rows = gatheredRows(product.inputs[0]!);
  const order = Array.from({ length: n * Number(to) }, (_, row) => {
    const [neighbour, step] = [Math.floor(row / Number(to)), row % Number(to)];
    return rows.steps[step * n + neighbour]!;
  });
  const gathered = gather(graph, rows.from, order.flat());
  const shape = [batch!, order.length, product.inputs[0]!.shape[2]!];
  graph.setInput(product, 0, reshape(graph, gathered, shape));
  (product.outputs[0] as Value).shape = [batch!, order.length, filters!];
  return [batch!, to!, filters!];
}
