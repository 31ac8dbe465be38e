/** @file Depthwise convolution channel by channel: ONNX's grouped `Conv`, and each tap's gradient a sum of products. */
import type { Value } from "#graph/graph";
import { type Emitter, isBatchSized, sizes } from "#record/emitter";
import type { Geometry, Shape4 } from "./conv-geometry.ts";
import { onnxConv, transposedFilter } from "./onnx-conv.ts";
import type { Sliding } from "./sliding.ts";
import { spread, tapViews } from "./unfold.ts";

/** [h, w, channel, multiplier] → [channel · multiplier, 1, h, w], as ONNX wants it. */
export function groupedFilter(emit: Emitter, filter: Value): Value {
  const [height, width, channels, multiplier] = sizes(filter) as Shape4;
  const flat = transposedFilter(emit, filter, [2, 3, 0, 1]);
  const shape = [channels * multiplier, 1, height, width];
  return flat.data ? emit.constant(flat.data, shape) : emit.reshape(flat, shape);
}

/** dy with its strides' zeros against the filter turned round: onnxruntime's grouped `ConvTranspose` is slow. */
export function convolveGroupedBack(
  emit: Emitter,
  dy: Value,
  filter: Value,
  geometry: Geometry,
): Value {
  const { batch, height, width, channels, filters } = geometry;
  const spaced = [height, width].reduce((value, axis, i) => {
    const [, h, w] = sizes(value) as Shape4;
    const rows = emit.reshape(value, i === 0 ? [batch, h, w * filters] : [batch * h, w, filters]);
    const cells = seenPart(emit, spread(emit, rows, axis.stride), axis);
    const along = sizes(cells)[1]!;
    return emit.reshape(cells, [batch, i === 0 ? along : h, i === 0 ? w : along, filters]);
  }, dy);
  const [h, w] = [1, 2].map((axis) => sizes(spaced)[axis]!);
  const turned = [0, 1].reduce((value, axis) => reverse(emit, value, axis), filter);
  const back: Geometry = {
    ...geometry,
    height: backSliding(height, h!),
    width: backSliding(width, w!),
    channels: filters,
    filters: channels,
  };
  return onnxConv(emit, spaced, emit.transpose(turned, [2, 3, 0, 1]), back, channels);
}

/** Zeros needed before dy: the reach of the taps, less what the forward padding spared; may be negative. */
function frontOf({ taps, dilation, before }: Sliding): number {
  return (taps - 1) * dilation - before;
}

/** Without the steps that saw padding alone. */
function seenPart(emit: Emitter, dy: Value, sliding: Sliding): Value {
  const end = Math.min(sizes(dy)[1]!, sliding.length + sliding.before);
  return emit.slice(dy, 1, Math.max(0, -frontOf(sliding)), end);
}

function backSliding(sliding: Sliding, length: number): Sliding {
  const before = Math.max(0, frontOf(sliding));
  return { ...sliding, length, stride: 1, before, steps: sliding.length };
}

function reverse(emit: Emitter, filter: Value, axis: number): Value {
  const taps = sizes(filter)[axis]!;
  if (taps === 1) return filter;
  const order = emit.ints(Array.from({ length: taps }, (_, i) => taps - 1 - i));
  return emit.add("Gather", [filter, order], sizes(filter), { attributes: { axis } });
}

/** Each tap's view of x times dy, summed over all steps → [h, w, channel, multiplier]. */
export function convolveGroupedFilter(
  emit: Emitter,
  x: Value,
  dy: Value,
  geometry: Geometry,
): Value {
  const { batch, height, width, channels, filters } = geometry;
  const rows = batch * height.steps * width.steps;
  const multiplier = filters / channels;
  const steps = emit.reshape(dy, [rows, channels, multiplier]);
  const image = emit.reshape(x, [batch, height.length, width.length * channels]);
  const taps = tapViews(emit, image, height).flatMap((row) => {
    const lines = emit.reshape(row, [batch * height.steps, width.length, channels]);
    return tapViews(emit, lines, width).map((view) => {
      const seen = emit.reshape(view, [rows, channels, 1]);
      return columnSums(emit, emit.reshape(emit.binary("Mul", seen, steps), [rows, filters]));
    });
  });
  return emit.reshape(emit.concat(taps, 0), [height.taps, width.taps, channels, multiplier]);
}

/** [row, column] → [1, column]; where the number of rows is known, as the faster product with ones. */
function columnSums(emit: Emitter, x: Value): Value {
  const [rows, columns] = sizes(x) as [number, number];
  if (isBatchSized(rows)) {
    return emit.add("ReduceSum", [x, emit.ints([0])], [1, columns], {
      attributes: { keepdims: 1 },
    });
  }
  return emit.gemm(emit.constant(new Float32Array(rows).fill(1), [1, rows]), x);
}
