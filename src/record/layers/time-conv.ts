/** @file What convolutions over time have in common: padding, and how many steps come out. */
import { pad, type Shape, type Tensor } from "@tensorflow/tfjs";
import type { LayerConfig } from "./configured-layer.ts";

export interface TimeConvConfig extends LayerConfig {
  /** Taps. */
  readonly kernelSize: number;
  /** Steps from one output to the next. Default 1. */
  readonly strides?: number;
  /** Steps from one tap to the next; 1 where strides are more. Default 1. */
  readonly dilation?: number;
  /** "causal" sees no later step. Default "same". */
  readonly padding?: "same" | "valid" | "causal";
}

/** Steps that come out of `time`; null where that is not known. */
export function outputSteps(time: number | null, config: TimeConvConfig): number | null {
  if (time === null) return null;
  const { kernelSize, strides = 1, dilation = 1, padding } = config;
  const lost = padding === "valid" ? (kernelSize - 1) * dilation : 0;
  return Math.ceil((time - lost) / strides);
}

/** `[batch, time, channel]` with zeros before it where the convolution is causal, and what padding is left to do. */
export function padded(x: Tensor, config: TimeConvConfig): [x: Tensor, padding: "same" | "valid"] {
  const { kernelSize, dilation = 1, padding = "same" } = config;
  if (padding !== "causal") return [x, padding];
  const before = (kernelSize - 1) * dilation;
  return [
    pad(x, [
      [0, 0],
      [before, 0],
      [0, 0],
    ]),
    "valid",
  ];
}

/** `[batch, time, channel]` of an input to `[batch, time, filters]` of the output. */
export function outputShape(
  input: readonly (number | null)[],
  config: TimeConvConfig,
  filters: number,
): Shape {
  return [input[0]!, outputSteps(input[1]!, config), filters];
}
