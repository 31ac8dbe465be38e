/** @file The arithmetic of 8-bit numbers: real = (integer − zero point) · scale. */
import type { Range } from "./range.ts";

export interface QuantParams {
  /** A float32. */
  readonly scale: number;
  readonly zeroPoint: number;
}

/** Affine uint8 over the range, with zero exact (padding and ReLU need that). */
export function activationParams({ low, high }: Range): QuantParams {
  const [bottom, top] = [Math.min(low, 0), Math.max(high, 0)];
  const scale = stepOver(top - bottom, 255);
  return { scale, zeroPoint: Math.min(255, Math.max(0, Math.round(-bottom / scale))) };
}

/** Smaller numbers lose digits in float32, as steps lose theirs. */
const leastStep = 2 ** -126;

/** The step, a float32, of which so many make up the length; 1 where that is too short: everything there is zero. */
export function stepOver(length: number, steps: number): number {
  const step = Math.fround(length / steps);
  return step < leastStep ? 1 : step;
}

/** Symmetric int8 weights with one scale per output channel. */
export interface QuantizedWeight {
  readonly data: Int8Array;
  readonly scales: Float32Array;
}

export interface WeightLayout {
  readonly channels: number;
  /** Output channel of element `i`. */
  readonly channelOf: (i: number) => number;
}

/**
 * Round weights to `bits` (8, or 7 against saturation). A scale is at least so large that the bias, in units
 * of weight scale · input scale, stays a quarter of int32.
 */
export function quantizeWeight(
  weight: Float32Array,
  { channels, channelOf }: WeightLayout,
  bias: Float32Array | undefined,
  inputScale: number,
  bits: 7 | 8,
): QuantizedWeight {
  const steps = 2 ** (bits - 1) - 1;
  const scales = largestOf(weight, { channels, channelOf }).map((largest, c) => {
    const forBias = Math.abs(bias?.[c] ?? 0) / (inputScale * 2 ** 29);
    return stepOver(Math.max(largest, forBias * steps), steps);
  });
  const data = new Int8Array(weight.length);
  for (let i = 0; i < data.length; i++) {
    const step = Math.round(weight[i]! / scales[channelOf(i)]!);
    data[i] = Math.min(steps, Math.max(-steps, step));
  }
  return { data, scales };
}

/** The largest magnitude of each channel. */
export function largestOf(
  weight: Float32Array,
  { channels, channelOf }: WeightLayout,
): Float32Array {
  const largest = new Float32Array(channels);
  for (let i = 0; i < weight.length; i++) {
    const channel = channelOf(i);
    largest[channel] = Math.max(largest[channel]!, Math.abs(weight[i]!));
  }
  return largest;
}

/** The bias as int32 in units of input scale · weight scale, and those units. */
export function quantizeBias(bias: Float32Array, inputScale: number, weightScales: Float32Array) {
  const scales = weightScales.map((scale) => scale * inputScale);
  return { data: Int32Array.from(bias, (b, c) => Math.round(b / scales[c]!)), scales };
}
