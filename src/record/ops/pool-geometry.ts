/** @file What the poolings share: a pooling in two dimensions is one along the width, then one along the height. */
import * as tf from "@tensorflow/tfjs";
import type { Value } from "#graph/graph";
import type { Emitter } from "#record/emitter";
import type { OpSample } from "#record/op";
import type { Shape4 } from "./conv-geometry.ts";
import { varied } from "./sample.ts";
import { after, isTrivial, type Sliding, slidingsOf } from "./sliding.ts";
import { withoutRest } from "./unfold.ts";

export interface PoolAttributes {
  readonly filterSize: number | [number, number];
  readonly strides: number | [number, number];
  readonly pad: "same" | "valid" | number | [number, number][];
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

export interface PoolGeometry {
  readonly inShape: Shape4;
  readonly outShape: Shape4;
  readonly height: Sliding;
  readonly width: Sliding;
}

export function poolGeometry(
  xShape: readonly number[],
  { filterSize, strides, pad, dimRoundingMode }: PoolAttributes,
): PoolGeometry {
  const shape = [...xShape] as Shape4;
  const info = tf.backend_util.computePool2DInfo(
    shape,
    filterSize,
    strides,
    1,
    pad as "same",
    dimRoundingMode,
  );
  return { ...slidingsOf(info), inShape: shape, outShape: info.outShape };
}

/** One axis of a pooling: as [outer, time, inner] before and after it. */
export interface PoolAxis {
  readonly sliding: Sliding;
  readonly before: readonly [number, number, number];
  readonly after: readonly [number, number, number];
}

/** The axes that are pooled, in order: width, then height. */
export function poolAxes({ inShape, outShape, height, width }: PoolGeometry): PoolAxis[] {
  const [batch, h, w, channels] = inShape;
  const [, steps, columns] = outShape;
  const along = (sliding: Sliding, outer: number, inner: number): PoolAxis => ({
    sliding,
    before: [outer, sliding.length, inner],
    after: [outer, sliding.steps, inner],
  });
  return [
    ...(isTrivial(width)
      ? []
      : [along({ ...width, length: w, steps: columns }, batch * h, channels)]),
    ...(isTrivial(height)
      ? []
      : [along({ ...height, length: h, steps }, batch, columns * channels)]),
  ];
}

/** ONNX's own pooling between two transposes. */
export function onnxPool(
  emit: Emitter,
  op: "AveragePool" | "MaxPool",
  x: Value,
  geometry: PoolGeometry,
): Value {
  const [batch, h, w, channels] = geometry.outShape;
  const image = emit.transpose(withoutRest(emit, x, geometry), [0, 3, 1, 2]);
  const attributes = onnxPoolAttributes(geometry);
  const y = emit.add(op, [image], [batch, channels, h, w], { attributes });
  return emit.transpose(y, [0, 2, 3, 1]);
}

export function onnxPoolAttributes({ height, width }: PoolGeometry) {
  const axes = [height, width];
  return {
    kernel_shape: axes.map(({ taps }) => taps),
    pads: [...axes.map(({ before }) => before), ...axes.map((axis) => Math.max(0, after(axis)))],
    strides: axes.map(({ stride }) => stride),
  };
}

type Pool = (x: tf.Tensor4D, attributes: PoolAttributes) => tf.Tensor;

/** Samples of a pooling, in both axes and with every kind of padding. */
export function poolSamples(pool: Pool): OpSample[] {
  const one = (name: string, shape: Shape4, attributes: PoolAttributes): OpSample => ({
    name,
    shapes: [shape],
    run: (x) => pool(x as tf.Tensor4D, attributes),
  });
  const [two, three]: [number, number][] = [
    [2, 1],
    [3, 1],
  ];
  return [
    one("2 along time", [2, 8, 1, 3], { filterSize: two!, strides: two!, pad: "valid" }),
    one("2 of an odd length", [2, 7, 1, 3], { filterSize: two!, strides: two!, pad: "valid" }),
    one("3 stride 2 same", [1, 9, 1, 2], { filterSize: three!, strides: two!, pad: "same" }),
    one("4 stride 2", [1, 10, 1, 2], { filterSize: [4, 1], strides: two!, pad: "valid" }),
    one("one step", [2, 1, 5, 3], { filterSize: 1, strides: 1, pad: "valid" }),
    one("everything", [2, 3, 4, 2], { filterSize: [3, 4], strides: 1, pad: "valid" }),
    one("padding 1, stride 2", [1, 5, 6, 2], { filterSize: 3, strides: 2, pad: 1 }),
    varied("2-D", (size) => {
      const filterSize: [number, number] = [size(1, 4), size(1, 4)];
      const attributes: PoolAttributes = {
        filterSize,
        strides: [size(1, 3), size(1, 3)],
        pad: size(0, 1) === 0 ? "same" : "valid",
      };
      const shape = [size(1, 2), size(4, 9), size(4, 8), size(1, 3)];
      return { shapes: [shape], run: (x) => pool(x as tf.Tensor4D, attributes) };
    }),
  ];
}
