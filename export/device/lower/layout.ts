/** @file Operators that move elements, join tensors, or sum over axes. */
import type { Reduce } from "#export/device/program";
import type { Value } from "#graph/graph";
import {
  axisOf,
  integers,
  type Lowering,
  type Lowerings,
  lastAxes,
  list,
  scalar,
  shapeOf,
  unsupported,
} from "./lowering.ts";

const reshape: Lowering = (builder, node) => {
  const input = builder.plain(node.inputs[0]!);
  builder.bind(node, builder.reshape(input, shapeOf(node.outputs[0]), node.name));
};

const transpose: Lowering = (builder, node) => {
  const input = builder.plain(node.inputs[0]!);
  const perm = list(node, "perm") ?? input.shape.map((_, i) => i).toReversed();
  builder.bind(node, builder.transpose(input, perm, node.name));
};

const pad: Lowering = (builder, node) => {
  const mode = node.attributes.mode ?? "constant";
  if (mode !== "constant" || (scalar(node, 2) ?? 0) !== 0)
    unsupported(node, "pads with other than zeros");
  const told = integers(node, 1)!;
  if (told.some((n) => n < 0)) unsupported(node, "cuts with negative pads");
  const [x] = node.inputs as [Value];
  const rank = shapeOf(x).length;
  const axes = integers(node, 3)?.map((axis) => axisOf(axis, rank)) ?? shapeOf(x).map((_, i) => i);
  const amounts = (first: number) =>
    shapeOf(x).map((_, axis) => (axes.includes(axis) ? told[first + axes.indexOf(axis)]! : 0));
  const last = builder.isLast(x);
  const placed = (sizes: readonly number[]) =>
    last ? [0, 2, 3, 1].map((axis) => sizes[axis]!) : sizes;
  const input = last ? builder.last(x) : builder.plain(x);
  const [before, after] = [placed(amounts(0)), placed(amounts(axes.length))];
  builder.add(node, { kind: "pad", input, before, after }, { last });
};

const slice: Lowering = (builder, node) => {
  const input = builder.plain(node.inputs[0]!);
  const starts = integers(node, 1)!;
  const axes = integers(node, 3) ?? starts.map((_, i) => i);
  if (integers(node, 4)?.some((step) => step !== 1))
    unsupported(node, "takes every other element, or backwards");
  const begin = input.shape.map(() => 0);
  for (const [i, axis] of axes.entries()) {
    const at = axisOf(axis, begin.length);
    const size = input.shape[at]!;
    begin[at] = Math.min(size, Math.max(0, starts[i]! < 0 ? starts[i]! + size : starts[i]!));
  }
  builder.add(node, { kind: "slice", input, begin });
};

const split: Lowering = (builder, node) => {
  const input = builder.plain(node.inputs[0]!);
  const axis = axisOf(Number(node.attributes.axis ?? 0), input.shape.length);
  let at = 0;
  for (const [i, value] of node.outputs.entries()) {
    const begin = input.shape.map((_, j) => (j === axis ? at : 0));
    const shape = shapeOf(value);
    builder.bind(node, builder.layer(value.name, { kind: "slice", input, begin }, shape), i);
    at += shape[axis]!;
  }
};

/** One index along an axis, which goes away. */
const gather: Lowering = (builder, node) => {
  const input = builder.plain(node.inputs[0]!);
  const index = integers(node, 1)!;
  if (index.length !== 1) unsupported(node, "picks several places");
  const axis = axisOf(Number(node.attributes.axis ?? 0), input.shape.length);
  const begin = input.shape.map((size, i) => (i === axis ? axisOf(index[0]!, size) : 0));
  const taken = builder.layer(
    node.name,
    { kind: "slice", input, begin },
    input.shape.with(axis, 1),
  );
  builder.bind(node, builder.reshape(taken, shapeOf(node.outputs[0]), node.name));
};

const concat: Lowering = (builder, node) => {
  const values = node.inputs as Value[];
  const axis = axisOf(Number(node.attributes.axis), shapeOf(node.outputs[0]).length);
  const last = values.every((value) => builder.isLast(value));
  const inputs = values.map((value) => (last ? builder.last(value) : builder.plain(value)));
  builder.add(node, { kind: "concat", inputs, axis: last ? lastAxes[axis]! : axis }, { last });
};

function reduce(what: Reduce["what"]): Lowering {
  return (builder, node) => {
    const [x] = node.inputs as [Value];
    const rank = shapeOf(x).length;
    const told = list(node, "axes") ?? integers(node, 1) ?? [];
    if (told.length === 0 && node.attributes.noop_with_empty_axes) return reshape(builder, node);
    const all = told.length > 0 ? told : shapeOf(x).map((_, i) => i);
    const axes = all.map((axis) => axisOf(axis, rank)).sort((a, b) => a - b);
    const keep = (node.attributes.keepdims ?? 1) === 1;
    const last = builder.isLast(x) && keep;
    const input = last ? builder.last(x) : builder.plain(x);
    const placed = last ? axes.map((axis) => lastAxes[axis]!).sort((a, b) => a - b) : axes;
    builder.add(node, { kind: "reduce", what, input, axes: placed, keep }, { last });
  };
}

export const layoutLowerings: Lowerings = {
  Concat: concat,
  Dropout: reshape,
  Flatten: reshape,
  Gather: gather,
  Identity: reshape,
  Pad: pad,
  ReduceMax: reduce("max"),
  ReduceMean: reduce("mean"),
  ReduceSum: reduce("sum"),
  Reshape: reshape,
  Slice: slice,
  Split: split,
  Squeeze: reshape,
  Transpose: transpose,
  Unsqueeze: reshape,
};
