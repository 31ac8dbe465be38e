/** @file Layers that move elements, or sum over axes. */
import { framed } from "#export/formats/tfjs/batch-in-front";
import { truth } from "#export/formats/tfjs/graph/attributes";
import { type GraphLowering, unsupported } from "./lowered.ts";

export const concat: GraphLowering<"concat"> = (layer, into) => {
  const { inputs, axis, output, name } = layer;
  if (inputs.some(({ data }) => data)) unsupported(layer, "joins constants to what a window makes");
  const frame = framed(layer, axis === 0);
  const parts = inputs.map((tensor) => into.read(tensor, frame.of(tensor.shape)));
  const along = into.nodes.constant(`${name}/axis`, [], Int32Array.of(frame.axis(axis)));
  const attributes = { N: { i: String(parts.length) } };
  const node = into.nodes.add("ConcatV2", name, [...parts, along], attributes);
  into.hold(output, node, frame.of(output.shape));
};

export const pad: GraphLowering<"pad"> = (layer, into) => {
  const { input, output, before, after, name } = layer;
  const frame = framed(layer, before[0]! + after[0]! > 0);
  const sides = before.flatMap((n, axis) => [n, after[axis]!]);
  const all = frame.axis(0) === 1 ? [0, 0, ...sides] : sides;
  const widths = into.nodes.constant(`${name}/pads`, [all.length / 2, 2], Int32Array.from(all));
  const zero = into.nodes.constant(`${name}/zero`, [], Float32Array.of(0));
  const x = into.read(input, frame.of(input.shape));
  into.hold(output, into.nodes.add("PadV2", name, [x, widths, zero]), frame.of(output.shape));
};

const reductions = { mean: "Mean", sum: "Sum", max: "Max" } as const;

export const reduce: GraphLowering<"reduce"> = (layer, into) => {
  const { input, output, axes, keep, name } = layer;
  const frame = framed(layer, axes.includes(0));
  const places = into.nodes.integers(
    `${name}/axes`,
    axes.map((axis) => frame.axis(axis)),
  );
  const operands = [into.read(input, frame.of(input.shape)), places];
  const node = into.nodes.add(reductions[layer.what], name, operands, { keep_dims: truth(keep) });
  into.hold(output, node, frame.of(output.shape));
};

/** Nothing moves: whoever reads it says in which shape. */
export const reshape: GraphLowering<"reshape"> = ({ input, output }, into) => {
  const { node, shape } = into.held(input);
  into.hold(output, node, shape);
};

export const slice: GraphLowering<"slice"> = (layer, into) => {
  const { input, output, begin, name } = layer;
  const frame = framed(layer, begin[0]! > 0);
  const behind = begin.slice(1 - frame.axis(0));
  const from = into.nodes.integers(`${name}/begin`, [0, ...behind]);
  const sizes = into.nodes.integers(`${name}/size`, [-1, ...frame.of(output.shape)]);
  const node = into.nodes.add("Slice", name, [
    into.read(input, frame.of(input.shape)),
    from,
    sizes,
  ]);
  into.hold(output, node, frame.of(output.shape));
};

export const transpose: GraphLowering<"transpose"> = (layer, into) => {
  const { input, output, perm, name } = layer;
  const frame = framed(layer, perm[0] !== 0);
  const moved = perm.map((axis) => frame.axis(axis));
  const order = into.nodes.integers(`${name}/perm`, frame.axis(0) === 1 ? [0, ...moved] : moved);
  const node = into.nodes.add("Transpose", name, [into.read(input, frame.of(input.shape)), order]);
  into.hold(output, node, frame.of(output.shape));
};
