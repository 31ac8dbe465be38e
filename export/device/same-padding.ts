/** @file TensorFlow's rule for padding. */
import type { Conv, Pool } from "./program.ts";

/** Whether the padding is what TensorFlow calls "SAME": as many outputs as strides, the odd zero behind. */
export function isSamePadding(
  layer: Conv | Pool,
  window: readonly number[],
  dilations: readonly number[],
): boolean {
  const { top, bottom, left, right } = layer.padding;
  const sides = [
    [top, bottom],
    [left, right],
  ] as const;
  return sides.every(([before, after], axis) => {
    const size = layer.input.shape[axis + 1]!;
    const stride = layer.strides[axis]!;
    const steps = Math.ceil(size / stride);
    const reach = (window[axis]! - 1) * dilations[axis]! + 1;
    const total = Math.max(0, (steps - 1) * stride + reach - size);
    return (
      layer.output.shape[axis + 1] === steps &&
      before === Math.floor(total / 2) &&
      after === total - before
    );
  });
}

export function isPadded({ padding }: Conv | Pool): boolean {
  return Object.values(padding).some((n) => n > 0);
}
