/** @file The geometry of a convolution, and a common layout for it: [batch, height, width, channel]. */
import * as tf from "@tensorflow/tfjs";
import type { Value } from "#graph/graph";
import type { Emitter } from "#record/emitter";
import { type Sliding, slidingsOf } from "./sliding.ts";

export type Shape4 = [number, number, number, number];

export interface ConvAttributes {
  readonly strides: number | [number, number];
  readonly pad: "same" | "valid" | number | [number, number][];
  /** tf.layers hands in null for none. */
  readonly dilations?: number | [number, number] | null;
  readonly dataFormat?: "NHWC" | "NCHW";
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

export interface Geometry {
  readonly batch: number;
  readonly height: Sliding;
  readonly width: Sliding;
  /** Channels of the input and of the output. */
  readonly channels: number;
  readonly filters: number;
  /** Shape of the output in the caller's layout. */
  readonly outShape: readonly number[];
}

/** `depthwise`: the filter's last axis is the number of outputs per channel. */
export function geometryOf(
  xShape: readonly number[],
  filterShape: readonly number[],
  { strides, pad, dilations, dataFormat, dimRoundingMode }: ConvAttributes,
  depthwise = false,
): Geometry {
  const info = tf.backend_util.computeConv2DInfo(
    [...xShape] as Shape4,
    [...filterShape] as Shape4,
    strides,
    dilations ?? 1,
    pad as "same",
    dimRoundingMode,
    depthwise,
    dataFormat === "NCHW" ? "channelsFirst" : "channelsLast",
  );
  return {
    ...slidingsOf(info),
    batch: info.batchSize,
    channels: info.inChannels,
    filters: info.outChannels,
    outShape: info.outShape,
  };
}

/** A value in the caller's layout → channels last. */
export function toChannelsLast(emit: Emitter, x: Value, { dataFormat }: ConvAttributes): Value {
  return dataFormat === "NCHW" ? emit.transpose(x, [0, 2, 3, 1]) : x;
}

export function fromChannelsLast(emit: Emitter, x: Value, { dataFormat }: ConvAttributes): Value {
  return dataFormat === "NCHW" ? emit.transpose(x, [0, 3, 1, 2]) : x;
}
