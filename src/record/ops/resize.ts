/** @file Resampling of height and width: per axis a constant matrix `[new, old]`, whose transpose is the gradient. */
import * as tf from "@tensorflow/tfjs";
import type { Value } from "#graph/graph";
import { type Emitter, requireModest, sizes } from "#record/emitter";
import { defineOp, type Op, type OpSample } from "#record/op";
import { varied } from "./sample.ts";

interface ResizeAttributes {
  readonly size: [number, number];
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

/** How one axis is resampled. */
interface Axis {
  readonly length: number;
  readonly target: number;
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

type Weights = (axis: Axis) => Float32Array; // [target, length]

/** The place in the source that a target shows, and half an element more for nearest ones. */
function place({ length, target, alignCorners, halfPixelCenters }: Axis, i: number): number {
  const corners = alignCorners && target > 1 ? 1 : 0;
  return ((length - corners) / (target - corners)) * (halfPixelCenters ? i + 0.5 : i);
}

function nearestOf(axis: Axis): Int32Array {
  return Int32Array.from({ length: axis.target }, (_, i) => {
    const at = place(axis, i);
    return Math.min(axis.length - 1, axis.alignCorners ? Math.round(at) : Math.floor(at));
  });
}

const nearest: Weights = (axis) => {
  const weights = new Float32Array(axis.target * axis.length);
  for (const [i, at] of nearestOf(axis).entries()) weights[i * axis.length + at] = 1;
  return weights;
};

const bilinear: Weights = (axis) => {
  const weights = new Float32Array(axis.target * axis.length);
  for (let i = 0; i < axis.target; i++) {
    const at = place(axis, i) - (axis.halfPixelCenters ? 0.5 : 0);
    const low = Math.max(0, Math.floor(at));
    const high = Math.min(axis.length - 1, Math.ceil(at));
    weights[i * axis.length + low]! += 1 - (at - low);
    weights[i * axis.length + high]! += at - low;
  }
  return weights;
};

/** Height and width of `[batch, height, width, channel]`, as axes 1 and 2; unchanged ones are left out. */
function resampled(shape: readonly number[], { size, ...rest }: ResizeAttributes) {
  return [1, 2]
    .map((index) => ({ index, axis: { length: shape[index]!, target: size[index - 1]!, ...rest } }))
    .filter(({ axis: { length, target } }) => length !== target);
}

const product = (list: readonly number[]): number => list.reduce((a, b) => a * b, 1);

/** weights · x over one axis, what comes after it being one. */
function weigh(emit: Emitter, x: Value, index: number, weights: Value): Value {
  const shape = sizes(x).with(index, sizes(weights)[0]!);
  const inner = product(shape.slice(index + 1));
  const columns = emit.reshape(x, [...sizes(x).slice(0, index + 1), inner]);
  const product3 = emit.add("MatMul", [weights, columns], [...shape.slice(0, index + 1), inner]);
  return emit.reshape(product3, shape);
}

function gradientOf(weightsOf: Weights): NonNullable<Op["gradient"]> {
  return {
    inputsToSave: ["images"],
    gradFunc: (dy, [images], attributes) => ({
      images: () =>
        resampled(images!.shape, attributes as unknown as ResizeAttributes).reduce<tf.Tensor>(
          (gradient, { index, axis }) => {
            const outer = product(gradient.shape.slice(0, index));
            const weights = tf.tensor3d(weightsOf(axis), [1, axis.target, axis.length]);
            const rows = tf.reshape(gradient, [outer, axis.target, -1]);
            const shape = gradient.shape.with(index, axis.length);
            return tf.reshape(tf.matMul(weights, rows, true), shape);
          },
          dy as tf.Tensor,
        ),
    }),
  };
}

const resizeBilinear = defineOp<ResizeAttributes>({
  kernel: tf.ResizeBilinear,
  onnx: (emit, { images }, attributes) =>
    resampled(sizes(images!), attributes).reduce(
      (x, { index, axis }) => {
        requireModest(axis.target * axis.length);
        const weights = emit.constant(bilinear(axis), [axis.target, axis.length]);
        return weigh(emit, x, index, weights);
      },
      emit.cast(images!, "float32"),
    ),
  gradient: gradientOf(bilinear),
  samples: samples(tf.image.resizeBilinear),
});

const resizeNearest = defineOp<ResizeAttributes>({
  kernel: tf.ResizeNearestNeighbor,
  onnx: (emit, { images }, attributes) =>
    resampled(sizes(images!), attributes).reduce((x, { index, axis }) => {
      requireModest(axis.target);
      const places = emit.constant(nearestOf(axis), [axis.target], "int32");
      const shape = sizes(x).with(index, axis.target);
      return emit.add("Gather", [x, places], shape, { attributes: { axis: index } });
    }, images!),
  gradient: gradientOf(nearest),
  samples: samples(tf.image.resizeNearestNeighbor),
});

function samples(run: typeof tf.image.resizeBilinear): OpSample[] {
  const kinds = [
    ["plain", false, false],
    ["corners aligned", true, false],
    ["half-pixel centres", false, true],
  ] as const;
  return kinds.map(([name, corners, centres]) =>
    varied(
      name,
      (size) => {
        const target: [number, number] = [size(1, 7), size(1, 5)];
        return {
          shapes: [[size(1, 2), size(2, 5), size(1, 4), size(1, 2)]],
          run: (x) => run(x as tf.Tensor4D, target, corners, centres),
        };
      },
      { batch: [0] },
    ),
  );
}

export const resizes: readonly Op[] = [resizeBilinear, resizeNearest] as readonly Op[];
