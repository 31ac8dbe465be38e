/** @file Cutting out and turning round. */
import * as tf from "@tensorflow/tfjs";
import type { Value } from "#graph/graph";
import { type Emitter, sizes } from "#record/emitter";
import { defineOp, type Op } from "#record/op";
import { drawShape, sample, varied } from "./sample.ts";

/** What is read of one axis: `count` elements from `start`, `step` apart, maybe backwards. */
interface Range {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** Before the first element, where ONNX's −1 would mean the last. */
const beforeFirst = -(2 ** 31);

/** Ranges of all axes in one node; axes read whole are left out. */
export function sliced(emit: Emitter, x: Value, ranges: readonly Range[]): Value {
  const axes = [...ranges.keys()].filter((axis) => {
    const { start, step, count } = ranges[axis]!;
    return start !== 0 || step !== 1 || count !== sizes(x)[axis];
  });
  if (axes.length === 0) return x;
  const ends = axes.map((axis) => {
    const { start, step, count } = ranges[axis]!;
    const end = start + step * count;
    return end < 0 ? beforeFirst : Math.min(end, sizes(x)[axis]!);
  });
  const numbers = [axes.map((i) => ranges[i]!.start), ends, axes, axes.map((i) => ranges[i]!.step)];
  const shape = ranges.map(({ count }) => count);
  return emit.add("Slice", [x, ...numbers.map((list) => emit.ints(list))], shape);
}

/** The elements of some axes in reverse order; twice is nothing. */
export function reversed(emit: Emitter, x: Value, axes: readonly number[]): Value {
  const ranges = sizes(x).map((count, axis) =>
    axes.includes(axis) && count > 1
      ? { start: count - 1, step: -1, count }
      : { start: 0, step: 1, count },
  );
  const y = sliced(emit, x, ranges);
  const [source, ...before] = x.producer?.op === "Slice" ? x.producer.inputs : [];
  const again = y.producer?.inputs.every((value, i) => i === 0 || value === before[i - 1]);
  return source && y !== x && again ? source : y;
}

const slice = defineOp<tf.SliceAttrs>({
  kernel: tf.Slice,
  onnx: (emit, { x }, { begin, size }) => {
    const [starts, counts] = [[begin].flat(), [size].flat()];
    const ranges = sizes(x!).map((full, axis) => {
      const start = starts[axis] ?? 0;
      const wanted = counts[axis] ?? -1;
      return { start, step: 1, count: wanted < 0 ? full - start : wanted };
    });
    return sliced(emit, x!, ranges);
  },
  samples: [
    varied("inner block", (size) => {
      const [rows, columns] = [size(1, 3), size(1, 4)];
      return {
        shapes: [[rows + size(1, 3), columns + size(0, 2)]],
        run: (x) => tf.slice(x!, [1, 0], [rows, columns]),
      };
    }),
    sample("vector", [[7]], (x) => tf.slice(x!, 2, 3)),
    sample("to the end", [[3, 4, 2]], (x) => tf.slice(x!, [0, 2], [-1, -1])),
  ],
});

type Masks = Omit<tf.StridedSliceAttrs, "begin" | "end" | "strides">;

/** The range of every axis, and the shape of the result. */
function stridedRanges(shape: readonly number[], attributes: tf.StridedSliceAttrs) {
  const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } =
    attributes;
  const info = tf.slice_util.sliceInfo(
    [...shape],
    begin,
    end,
    strides,
    beginMask,
    endMask,
    ellipsisMask,
    newAxisMask,
    shrinkAxisMask,
  );
  const ranges = shape.map((_, axis) => {
    const [start, stop, step] = [info.begin[axis]!, info.end[axis]!, info.strides[axis]!];
    return { start, step, count: Math.max(0, Math.ceil((stop - start) / step)) };
  });
  return { ranges, finalShape: info.finalShape };
}

/** The adjoint of reading a range: elements back to their places in an axis of `length`, zeros elsewhere. */
function placed(y: tf.Tensor, axis: number, { start, step, count }: Range, length: number) {
  const forwards = step < 0 ? tf.reverse(y, axis) : y;
  const first = step < 0 ? start + step * (count - 1) : start;
  const gap = Math.abs(step);
  const around = (at: number, before: number, after: number, x: tf.Tensor) =>
    tf.pad(
      x,
      x.shape.map((_, i): [number, number] => (i === at ? [before, after] : [0, 0])),
    );
  const spaced = around(axis + 1, 0, gap - 1, tf.expandDims(forwards, axis + 1));
  const joined = [...y.shape.slice(0, axis), count * gap, ...y.shape.slice(axis + 1)];
  const room = Math.max(length, first + count * gap);
  const wide = around(axis, first, room - first - count * gap, tf.reshape(spaced, joined));
  const shape = joined.map((size, i) => (i === axis ? length : size));
  return tf.slice(
    wide,
    shape.map(() => 0),
    shape,
  );
}

const stridedSlice = defineOp<tf.StridedSliceAttrs>({
  kernel: tf.StridedSlice,
  onnx: (emit, { x }, attributes) => {
    const { ranges, finalShape } = stridedRanges(sizes(x!), attributes);
    return emit.reshape(sliced(emit, x!, ranges), finalShape);
  },
  gradient: {
    inputsToSave: ["x"],
    gradFunc: (dy, [x], attributes) => ({
      x: () => {
        const shape = x!.shape;
        const { ranges } = stridedRanges(shape, attributes as unknown as tf.StridedSliceAttrs);
        const cut = tf.reshape(
          dy as tf.Tensor,
          ranges.map(({ count }) => count),
        );
        return ranges.reduce<tf.Tensor>(
          (y, range, axis) => placed(y, axis, range, shape[axis]!),
          cut,
        );
      },
    }),
  },
  samples: [
    strided("every second", [5, 4], [0, 1], [5, 4], [2, 1]),
    strided("backwards", [6, 3], [5, 2], [0, 0], [-2, -1]),
    strided("backwards, to the first", [5, 3], [0, 0], [0, 0], [-1, 1], {
      beginMask: 3,
      endMask: 3,
    }),
    strided("one row, a new axis", [4, 3], [2, 0, 0], [3, 1, 3], [1, 1, 1], {
      shrinkAxisMask: 1,
      newAxisMask: 2,
    }),
    strided("ellipsis", [2, 3, 5], [0, 1], [0, 4], [1, 2], { ellipsisMask: 1 }),
  ],
});

function strided(
  name: string,
  shape: number[],
  begin: number[],
  end: number[],
  strides: number[],
  masks: Partial<Masks> = {},
) {
  const { beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = masks;
  return sample(name, [shape], (x) =>
    tf.stridedSlice(
      x!,
      begin,
      end,
      strides,
      beginMask,
      endMask,
      ellipsisMask,
      newAxisMask,
      shrinkAxisMask,
    ),
  );
}

const reverse = defineOp<tf.ReverseAttrs>({
  kernel: tf.Reverse,
  onnx: (emit, { x }, { dims }) => reversed(emit, x!, tf.util.parseAxisParam(dims, [...sizes(x!)])),
  samples: [
    varied("time", (size) => ({ shapes: [drawShape(size, 3, 3)], run: (x) => tf.reverse(x!, 1) }), {
      batch: [0],
    }),
    varied("last and first", (size) => ({
      shapes: [drawShape(size, 2, 4)],
      run: (x) => tf.reverse(x!, [-1, 0]),
    })),
  ],
});

export const slices: readonly Op[] = [reverse, slice, stridedSlice] as readonly Op[];
