/** @file Over which axes a reduction goes: an attribute in older operator sets, an input in newer ones. */
import type { Attributes, Graph, Node, Value } from "./graph.ts";
import { opsetOf } from "./opset/convert-opset.ts";
import { integersOf } from "./rules/rule.ts";

/** The axes, counted from the front; `undefined` where a run computes them, or where none are named. */
export function reducedAxes({ inputs, attributes }: Node): readonly number[] | undefined {
  const told = (attributes.axes as readonly number[] | undefined) ?? integersOf(inputs[1]);
  const rank = inputs[0]!.shape.length;
  return told?.length ? told.map((axis) => (axis < 0 ? axis + rank : axis)) : undefined;
}

/** The same said in the graph's own operator set: what a reduction reads after its first input, and its attributes. */
export function sayAxes(
  graph: Graph,
  op: string,
  axes: readonly number[],
): { readonly inputs: readonly Value[]; readonly attributes: Attributes } {
  const since = op === "ReduceSum" ? 13 : 18;
  if (opsetOf(graph) < since) return { inputs: [], attributes: { axes } };
  const list = graph.constant(BigInt64Array.from(axes, BigInt), [axes.length], "int64", "axes");
  return { inputs: [list], attributes: {} };
}
