/** @file Operators that an operator set made take as an input what was an attribute, or the other way. */
import { type Graph, type Node, unknownShape } from "#graph/graph";
import { integersOf } from "#graph/rules/rule";
import { dropInputs, int64s, type OpsetChange, substitute } from "./change.ts";

const reductions =
  "ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSumSquare";

/** before 18: Reduce(x){axes}        from 18 on: Reduce(x, axes) */
const reduction = {
  since: 18,
  lower(graph: Graph, node: Node): void {
    const { noop_with_empty_axes: isIdle, ...attributes } = node.attributes;
    const axes = integersOf(node.inputs[1]);
    if (node.inputs[1] && !axes) return;
    const isEmpty = axes === undefined || axes.length === 0;
    if (isEmpty && Number(isIdle ?? 0) === 1) {
      substitute(graph, node, graph.add("Identity", [node.inputs[0]], node.outputs[0]!.shape));
      return;
    }
    dropInputs(node, 1);
    node.attributes = isEmpty ? attributes : { ...attributes, axes };
  },
  raise(graph: Graph, node: Node): void {
    const { axes, ...attributes } = node.attributes;
    node.attributes = attributes;
    const told = axes as readonly number[] | undefined;
    if (told && told.length > 0) graph.setInput(node, 1, int64s(graph, node, "axes", told));
  },
};

/** before 18: equal parts, as many as there are outputs        from 18 on: `num_outputs` parts, the last may be smaller */
const split: OpsetChange = {
  op: "Split",
  since: 18,
  lower(graph, node) {
    if (node.inputs[1]) return;
    const { num_outputs: _, ...attributes } = node.attributes;
    const axis = Number(attributes.axis ?? 0);
    const sizes = node.outputs.map(({ shape }) => (shape === unknownShape ? "?" : shape.at(axis)));
    const known = sizes.every((size) => typeof size === "number");
    if (known && new Set(sizes).size > 1)
      graph.setInput(node, 1, int64s(graph, node, "sizes", sizes));
    node.attributes = attributes;
  },
  raise(_graph, node) {
    if (node.inputs[1]) return;
    node.attributes = { ...node.attributes, num_outputs: node.outputs.length };
  },
};

/** before 18: pads of every axis        from 18 on: of the axes that a fourth input names */
const pad: OpsetChange = {
  op: "Pad",
  since: 18,
  lower(graph, node) {
    const [x, pads, , axes] = node.inputs;
    if (axes) {
      const [told, amounts] = [integersOf(axes), integersOf(pads)];
      if (!told || !amounts || x!.shape === unknownShape) return;
      const rank = x!.shape.length;
      const all = Array<number>(2 * rank).fill(0);
      for (const [i, axis] of told.entries()) {
        const at = axis < 0 ? axis + rank : axis;
        all[at] = amounts[i]!;
        all[at + rank] = amounts[i + told.length]!;
      }
      graph.setInput(node, 1, int64s(graph, node, "pads", all));
    }
    dropInputs(node, 3);
  },
};

/** before 20: DFT(x, length){axis = 1}        from 20 on: DFT(x, length, axis = −2) */
const dft: OpsetChange = {
  op: "DFT",
  since: 20,
  lower(_graph, node) {
    const [x, , given] = node.inputs;
    const axis = given ? integersOf(given)?.[0] : -2;
    if (axis === undefined || (axis < 0 && x!.shape === unknownShape)) return;
    dropInputs(node, 2);
    const at = axis < 0 ? axis + x!.shape.length : axis;
    node.attributes = { ...node.attributes, axis: at };
  },
  raise(graph, node) {
    const { axis = 1, ...attributes } = node.attributes;
    const place = graph.constant(BigInt64Array.of(BigInt(Number(axis))), [], "int64");
    node.attributes = attributes;
    if (node.inputs.length < 2) node.inputs.length = 2;
    graph.setInput(node, 2, place);
  },
};

export const movedArguments: readonly OpsetChange[] = [
  dft,
  pad,
  ...reductions.split(" ").map((op) => ({ op, ...reduction })),
  split,
];
