/** @file Layers that move elements, or sum over axes. */
import { sizeOf } from "#core/signal";
import type { Concat } from "#export/device/program";
import { framed } from "#export/formats/tfjs/batch-in-front";
import type { Held } from "#export/formats/tfjs/held";
import { type LayerLowering, type Lowered, unsupported } from "./lowered.ts";
import { one, rescale } from "./rescale.ts";

export const concat: LayerLowering<"concat"> = (layer, into) => {
  const { inputs, axis, output, name } = layer;
  if (inputs.some(({ data }) => data)) unsupported(layer, "joins constants to what a window makes");
  const frame = framed(layer, axis === 0);
  const whole = bothHalves(layer, into);
  if (whole) return into.hold(output, whole.node, whole.shape);
  const parts = inputs.map((tensor) => into.read(tensor, frame.of(tensor.shape)));
  const node = into.layers.add("Concatenate", name, parts, { axis: frame.axis(axis) });
  return into.hold(output, node, frame.of(output.shape));
};

/** The layer that goes both ways, where its two directions are joined again. */
function bothHalves({ inputs, axis, output }: Concat, into: Lowered): Held | undefined {
  const [first, second] = inputs.map((tensor) => into.halves.get(into.held(tensor).node));
  const [time, units] = into.held(inputs[0]!).shape as [number, number];
  const inOrder = first?.place === 0 && second?.place === 1 && first.whole === second.whole;
  const last = axis === output.shape.length - 1 && inputs[0]!.shape.at(-1) === units;
  if (inputs.length !== 2 || !inOrder || !last) return undefined;
  return { node: first.whole, shape: [time, 2 * units] };
}

export const pad: LayerLowering<"pad"> = (layer, into) => {
  const { input, output, before, after, name } = layer;
  const frame = framed(layer, before[0]! + after[0]! > 0);
  const sides = before.map((n, axis) => [n, after[axis]!] as const).slice(1 - frame.axis(0));
  let held: Held = { node: into.read(input, frame.of(input.shape)), shape: frame.of(input.shape) };
  for (const [axis, [front, behind]] of sides.entries()) {
    if (front + behind > 0)
      held = alongAxis(into, name, held, axis, "ZeroPadding2D", front, behind);
  }
  into.hold(output, held.node, held.shape);
};

export const slice: LayerLowering<"slice"> = (layer, into) => {
  const { input, output, begin, name } = layer;
  const frame = framed(layer, begin[0]! > 0);
  const [from, to] = [frame.of(input.shape), frame.of(output.shape)];
  let held: Held = { node: into.read(input, from), shape: from };
  for (const [axis, start] of begin.slice(1 - frame.axis(0)).entries()) {
    const rest = from[axis]! - start - to[axis]!;
    if (start + rest > 0) held = alongAxis(into, name, held, axis, "Cropping2D", start, rest);
  }
  into.hold(output, held.node, held.shape);
};

/** Zeros put before and after an axis, or places taken away: with the axis as the columns of an image. */
export function alongAxis(
  into: Lowered,
  name: string,
  held: Held,
  axis: number,
  what: "Cropping2D" | "ZeroPadding2D",
  before: number,
  after: number,
): Held {
  const { shape } = held;
  const image = [sizeOf(shape.slice(0, axis)), shape[axis]!, sizeOf(shape.slice(axis + 1))];
  const x = into.shaped(name, held, image);
  const sides = [
    [0, 0],
    [before, after],
  ];
  const key = what === "Cropping2D" ? "cropping" : "padding";
  const node = into.layers.add(what, name, [x], { [key]: sides, data_format: "channels_last" });
  const change = what === "Cropping2D" ? -before - after : before + after;
  const size = shape[axis]! + change;
  const shaped = into.shaped(name, { node, shape: image.with(1, size) }, shape.with(axis, size));
  return { node: shaped, shape: shape.with(axis, size) };
}

/** Over the first of two axes, once those that go away are moved to the front and made one. */
export const reduce: LayerLowering<"reduce"> = (layer, into) => {
  const { input, output, axes, what, name } = layer;
  const frame = framed(layer, axes.includes(0));
  const shape = frame.of(input.shape);
  const gone = axes.map((axis) => frame.axis(axis) - 1);
  const stay = shape.map((_, axis) => axis).filter((axis) => !gone.includes(axis));
  const x = turned(into, name, { node: into.read(input, shape), shape }, [...gone, ...stay]);
  const count = sizeOf(gone.map((axis) => shape[axis]!));
  const rest = sizeOf(stay.map((axis) => shape[axis]!));
  const rows = into.shaped(name, x, [count, rest]);
  const pooling = what === "max" ? "GlobalMaxPooling1D" : "GlobalAveragePooling1D";
  const pooled = into.layers.add(pooling, what === "sum" ? `${name}_mean` : name, [rows], {});
  const node = what === "sum" ? rescale(into, name, pooled, one(count), one(0)) : pooled;
  into.hold(output, node, [rest]);
};

/** Nothing moves: whoever reads it says in which shape. */
export const reshape: LayerLowering<"reshape"> = ({ input, output }, into) => {
  const { node, shape } = into.held(input);
  into.hold(output, node, shape);
};

export const transpose: LayerLowering<"transpose"> = (layer, into) => {
  const { input, output, perm, name } = layer;
  const frame = framed(layer, perm[0] !== 0);
  const shape = frame.of(input.shape);
  const order = perm.map((axis) => frame.axis(axis) - 1).filter((axis) => axis >= 0);
  const { node } = turned(into, name, { node: into.read(input, shape), shape }, order);
  into.hold(output, node, frame.of(output.shape));
};

/** Axes after the batch in another order. */
export function turned(into: Lowered, name: string, held: Held, order: readonly number[]): Held {
  if (order.every((axis, i) => axis === i)) return held;
  const dims = order.map((axis) => axis + 1);
  const node = into.layers.add("Permute", name, [held.node], { dims });
  return { node, shape: order.map((axis) => held.shape[axis]!) };
}
