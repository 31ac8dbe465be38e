/** @file Blocks of space moved to the batch or out of the channels: reshapes and transposes. */
import * as tf from "@tensorflow/tfjs";
import { sizes } from "#record/emitter";
import { defineOp, type Op } from "#record/op";
import { sample, varied } from "./sample.ts";

const product = (list: readonly number[]): number => list.reduce((a, b) => a * b, 1);

interface BlockAttributes {
  readonly blockShape: number[];
}

/** `[batch, …space, …rest]` → `[block · batch, …space / block, …rest]`. */
const spaceToBatch = defineOp<BlockAttributes & { readonly paddings: [number, number][] }>({
  kernel: tf.SpaceToBatchND,
  onnx: (emit, { x }, { blockShape, paddings }) => {
    const n = blockShape.length;
    const padded = paddings.reduce(
      (value, [before, after], i) => emit.pad(value, i + 1, before, after),
      x!,
    );
    const [batch, ...space] = sizes(padded) as [number, ...number[]];
    const rest = space.splice(n);
    const parts = space.map((size, i) => size / blockShape[i]!);
    const split = parts.flatMap((part, i) => [part, blockShape[i]!]);
    const blocks = emit.reshape(padded, [batch, ...split, ...rest]);
    const axes = space.map((_, i) => i);
    const order = [
      ...axes.map((i) => 2 * i + 2),
      0,
      ...axes.map((i) => 2 * i + 1),
      ...rest.map((_, i) => 2 * n + 1 + i),
    ];
    return emit.reshape(emit.transpose(blocks, order), [
      batch * product(blockShape),
      ...parts,
      ...rest,
    ]);
  },
  samples: [
    varied(
      "time, padded",
      (size) => ({
        shapes: [[size(1, 3), 5, size(1, 3)]],
        run: (x) => tf.spaceToBatchND(x!, [3], [[1, 0]]),
      }),
      { batch: [0] },
    ),
    sample("time and channel", [[2, 4, 6, 3]], (x) =>
      tf.spaceToBatchND(
        x!,
        [2, 3],
        [
          [0, 0],
          [0, 0],
        ],
      ),
    ),
  ],
});

/** The way back: `[block · batch, …space, …rest]` → `[batch, …space · block − crops, …rest]`. */
const batchToSpace = defineOp<BlockAttributes & { readonly crops: [number, number][] }>({
  kernel: tf.BatchToSpaceND,
  onnx: (emit, { x }, { blockShape, crops }) => {
    const n = blockShape.length;
    const [total, ...space] = sizes(x!) as [number, ...number[]];
    const rest = space.splice(n);
    const batch = total / product(blockShape);
    const blocks = emit.reshape(x!, [...blockShape, batch, ...space, ...rest]);
    const order = [
      n,
      ...space.flatMap((_, i) => [n + 1 + i, i]),
      ...rest.map((_, i) => 2 * n + 1 + i),
    ];
    const full = space.map((size, i) => size * blockShape[i]!);
    const whole = emit.reshape(emit.transpose(blocks, order), [batch, ...full, ...rest]);
    return crops.reduce(
      (value, [before, after], i) => emit.slice(value, i + 1, before, full[i]! - after),
      whole,
    );
  },
  samples: [
    varied("time, cropped", (size) => ({
      shapes: [[3 * size(1, 3), 2, size(1, 3)]],
      run: (x) => tf.batchToSpaceND(x!, [3], [[1, 0]]),
    })),
    sample("time and channel", [[12, 2, 2, 3]], (x) =>
      tf.batchToSpaceND(
        x!,
        [2, 3],
        [
          [0, 1],
          [1, 0],
        ],
      ),
    ),
  ],
});

interface DepthAttributes {
  readonly blockSize: number;
  readonly dataFormat: "NHWC" | "NCHW";
}

/** The shape with blocks apart, and the order that joins them to space; and the same for the way back. */
function depthMoves(shape: readonly number[], { blockSize, dataFormat }: DepthAttributes) {
  const first = dataFormat === "NCHW";
  const [batch, height, width, channels] = first
    ? [shape[0]!, shape[2]!, shape[3]!, shape[1]!]
    : (shape as [number, number, number, number]);
  const depth = channels / blockSize ** 2;
  const [tall, wide] = [height * blockSize, width * blockSize];
  return first
    ? {
        apart: [batch, blockSize, blockSize, depth, height, width],
        order: [0, 3, 4, 1, 5, 2],
        joined: [batch, depth, tall, wide],
      }
    : {
        apart: [batch, height, width, blockSize, blockSize, depth],
        order: [0, 1, 3, 2, 4, 5],
        joined: [batch, tall, wide, depth],
      };
}

const depthToSpace = defineOp<DepthAttributes>({
  kernel: tf.DepthToSpace,
  onnx: (emit, { x }, attributes) => {
    const { apart, order, joined } = depthMoves(sizes(x!), attributes);
    return emit.reshape(emit.transpose(emit.reshape(x!, apart), order), joined);
  },
  gradient: {
    inputsToSave: ["x"],
    gradFunc: (dy, [x], attributes) => ({
      x: () => {
        const moves = depthMoves(x!.shape, attributes as unknown as DepthAttributes);
        const shape = moves.order.map((axis) => moves.apart[axis]!);
        const back = moves.order.map((_, i) => moves.order.indexOf(i));
        return tf.reshape(tf.transpose(tf.reshape(dy as tf.Tensor, shape), back), x!.shape);
      },
    }),
  },
  samples: [
    varied(
      "blocks of 2",
      (size) => ({
        shapes: [[size(1, 2), size(1, 3), size(1, 3), 4 * size(1, 2)]],
        run: (x) => tf.depthToSpace(x as tf.Tensor4D, 2),
      }),
      { batch: [0] },
    ),
  ],
});

export const blocks: readonly Op[] = [batchToSpace, depthToSpace, spaceToBatch] as readonly Op[];
