/** @file What the convolutions share: their geometry, and the ONNX form that inference keeps. */
import * as tf from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import type { Value } from "#graph/graph";
import { type Emitter, sizes } from "#record/emitter";
import type { Sliding } from "./unfold.ts";

export type Shape4 = [number, number, number, number];

export interface ConvAttributes {
  readonly strides: number | [number, number];
  readonly pad: "same" | "valid" | number;
  readonly dilations?: number | [number, number];
  readonly dataFormat?: "NHWC" | "NCHW";
}

export function convInfo(
  xShape: readonly number[],
  filterShape: readonly number[],
  attributes: ConvAttributes,
  depthwise = false,
) {
  if (attributes.dataFormat === "NCHW")
    throw new UserError("channels-first convolutions cannot be recorded", "use channelsLast");
  const { strides, pad, dilations = 1 } = attributes;
  return tf.backend_util.computeConv2DInfo(
    [...xShape] as Shape4,
    [...filterShape] as Shape4,
    strides,
    dilations,
    pad,
    undefined,
    depthwise,
  );
}

export type ConvInfo = ReturnType<typeof convInfo>;

function attributesOf(info: ConvInfo, group: number) {
  const { top, bottom, left, right } = info.padInfo;
  return {
    dilations: [info.dilationHeight, info.dilationWidth],
    group,
    kernel_shape: [info.filterHeight, info.filterWidth],
    pads: [top, left, bottom, right],
    strides: [info.strideHeight, info.strideWidth],
  };
}

export function betweenTransposes(
  emit: Emitter,
  x: Value,
  weights: Value,
  info: ConvInfo,
  group: number,
): Value {
  const { batchSize, outChannels, outHeight, outWidth } = info;
  const y = emit.add(
    "Conv",
    [emit.transpose(x, [0, 3, 1, 2]), weights],
    [batchSize, outChannels, outHeight, outWidth],
    { attributes: attributesOf(info, group) },
  );
  return emit.transpose(y, [0, 2, 3, 1]);
}

/** A filter's transpose, computed here where it is constant. */
export function transposedFilter(emit: Emitter, filter: Value, perm: readonly number[]): Value {
  if (!filter.data) return emit.transpose(filter, perm);
  const from = sizes(filter) as Shape4;
  const shape = perm.map((axis) => from[axis]!) as Shape4;
  const step = [from[1] * from[2] * from[3], from[2] * from[3], from[3], 1];
  const out = new Float32Array(filter.data.length);
  let at = 0;
  for (let a = 0; a < shape[0]; a++)
    for (let b = 0; b < shape[1]; b++)
      for (let c = 0; c < shape[2]; c++)
        for (let d = 0; d < shape[3]; d++) {
          const source =
            a * step[perm[0]!]! + b * step[perm[1]!]! + c * step[perm[2]!]! + d * step[perm[3]!]!;
          out[at++] = Number(filter.data[source]);
        }
  return emit.constant(out, shape);
}

/** The sliding of a convolution along time; undefined where it is truly two-dimensional. */
export function slidingOf(info: ConvInfo): Sliding | undefined {
  if (info.inHeight !== 1 || info.filterHeight !== 1) return undefined;
  return {
    taps: info.filterWidth,
    stride: info.strideWidth,
    dilation: info.dilationWidth,
    before: info.padInfo.left,
    after: info.padInfo.right,
    steps: info.outWidth,
  };
}

export function trainable(info: ConvInfo): Sliding {
  const sliding = slidingOf(info);
  if (sliding) return sliding;
  throw new UserError(
    `training a ${info.filterHeight}×${info.filterWidth} convolution cannot be recorded yet`,
    "only convolutions along one axis (conv1d) train; any convolution can be exported",
  );
}

/** The sliding that carries dy back to x: full correlation, cropped to the input. */
export function adjoint(
  { taps, stride, dilation, before, steps }: Sliding,
  length: number,
): Sliding {
  const reach = (taps - 1) * dilation;
  const span = (steps - 1) * stride + 1;
  const front = reach - before;
  return {
    taps,
    stride: 1,
    dilation,
    before: front,
    after: length + reach - span - front,
    steps: length,
  };
}
