/** @file Borders: of a number, or mirrored. */
import * as tf from "@tensorflow/tfjs";
import { requireModest, sizes } from "#record/emitter";
import { defineOp, type Op } from "#record/op";
import { sample, varied } from "./sample.ts";

const padV2 = defineOp<tf.PadV2Attrs>({
  kernel: tf.PadV2,
  onnx: (emit, { x }, { paddings, constantValue }) => {
    const shape = sizes(x!).map((size, i) => size + paddings[i]![0] + paddings[i]![1]);
    const sides = [...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)];
    const value = emit.cast(emit.scalar(constantValue), x!.dtype);
    return emit.add("Pad", [x!, emit.ints(sides), value], shape);
  },
  samples: [
    varied("with 0.5", (size) => {
      const sides = Array.from({ length: size(1, 4) }, (): [number, number] => [
        size(0, 2),
        size(0, 2),
      ]);
      return { shapes: [sides.map(() => size(1, 4))], run: (x) => tf.pad(x!, sides, 0.5) };
    }),
    sample(
      "of int32",
      [[2, 3]],
      (x) =>
        tf.cast(
          tf.pad(
            tf.cast(x!, "int32"),
            [
              [1, 0],
              [0, 2],
            ],
            7,
          ),
          "float32",
        ),
      undefined,
      false,
    ),
  ],
});

/** The element that each place of a mirrored axis shows. */
function mirrored(
  length: number,
  [before, after]: readonly [number, number],
  edge: number,
): Int32Array {
  return Int32Array.from({ length: before + length + after }, (_, i) => {
    const at = i - before;
    if (at < 0) return -at - 1 + edge;
    return at < length ? at : 2 * length - 1 - edge - at;
  });
}

interface MirrorAttributes {
  readonly paddings: [number, number][];
  readonly mode: "reflect" | "symmetric";
}

/** Elements past the border, turned round, belong to those they mirror; tf.js's gradient drops them. */
function unmirrored(
  dy: tf.Tensor,
  axis: number,
  length: number,
  [before, after]: readonly [number, number],
  edge: number,
) {
  const part = (start: number, count: number) =>
    tf.slice(
      dy,
      dy.shape.map((_, i) => (i === axis ? start : 0)),
      dy.shape.map((size, i) => (i === axis ? count : size)),
    );
  const turned = (x: tf.Tensor, start: number) =>
    tf.pad(
      tf.reverse(x, axis),
      x.shape.map((size, i): [number, number] =>
        i === axis ? [start, length - start - size] : [0, 0],
      ),
    );
  const inner = part(before, length);
  const front = before > 0 ? tf.add(inner, turned(part(0, before), edge)) : inner;
  if (after === 0) return front;
  return tf.add(front, turned(part(before + length, after), length - edge - after));
}

const mirrorPad = defineOp<MirrorAttributes>({
  kernel: tf.MirrorPad,
  onnx: (emit, { x }, { paddings, mode }) =>
    paddings.reduce((value, sides, axis) => {
      if (sides[0] + sides[1] === 0) return value;
      requireModest(sizes(value)[axis]! + sides[0] + sides[1]);
      const order = mirrored(sizes(value)[axis]!, sides, mode === "reflect" ? 1 : 0);
      const indices = emit.constant(order, [order.length], "int32");
      const shape = sizes(value).with(axis, order.length);
      return emit.add("Gather", [value, indices], shape, { attributes: { axis } });
    }, x!),
  gradient: {
    inputsToSave: ["x"],
    gradFunc: (dy, [x], attributes) => ({
      x: () => {
        const { paddings, mode } = attributes as unknown as MirrorAttributes;
        const edge = mode === "reflect" ? 1 : 0;
        return x!.shape.reduce<tf.Tensor>(
          (gradient, length, axis) => unmirrored(gradient, axis, length, paddings[axis]!, edge),
          dy as tf.Tensor,
        );
      },
    }),
  },
  samples: (["reflect", "symmetric"] as const).map((mode) =>
    varied(
      mode,
      (size) => {
        const sides: [number, number][] = [
          [0, 0],
          [size(0, 2), size(0, 2)],
          [size(0, 1), size(0, 1)],
        ];
        return {
          shapes: [[size(1, 3), size(3, 5), size(2, 3)]],
          run: (x) => tf.mirrorPad(x!, sides, mode),
        };
      },
      { batch: [0] },
    ),
  ),
});

export const pads: readonly Op[] = [mirrorPad, padV2] as readonly Op[];
