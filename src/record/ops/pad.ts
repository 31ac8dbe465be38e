/** @file Borders: of a number, or mirrored. */
import * as tf from "@tensorflow/tfjs";
import { sizes } from "#record/emitter";
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

export const pads: readonly Op[] = [padV2] as readonly Op[];
