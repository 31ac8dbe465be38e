/**
 * @file One window's layers for any number of windows: every activation gets a batch in front, and no layer mixes
 * windows.
 */
import type { Layer } from "#export/device/program";
import { readBy } from "#export/device/program";

/** Sizes that follow the batch: an axis of 1 in front, where ONNX has its batch, makes room for it. */
export function perWindow(shape: readonly number[]): readonly number[] {
  return shape.length > 1 && shape[0] === 1 ? shape.slice(1) : shape;
}

/** Sizes of an operand, after the batch, as many as those of the result that it meets others for. */
export function aligned(shape: readonly number[], result: readonly number[]): readonly number[] {
  const full = [...Array<number>(result.length - shape.length).fill(1), ...shape];
  return perWindow(result).length < result.length ? full.slice(1) : full;
}

/** How a layer that works along axes sees its tensors. */
export interface Framed {
  /** Sizes of an activation after the batch. */
  of(shape: readonly number[]): readonly number[];
  /** Where an axis lies behind a batch. */
  axis(axis: number): number;
}

/** The batch takes the place of axis 0 where that is 1 throughout and the layer leaves it alone; else it comes on top. */
export function framed(layer: Layer, touchesFirst: boolean): Framed {
  const shapes = [...readBy(layer), layer.output].map(({ shape }) => shape);
  if (!touchesFirst && shapes.every((shape) => shape[0] === 1))
    return { of: (shape) => shape.slice(1), axis: (axis) => axis };
  return { of: (shape) => shape, axis: (axis) => axis + 1 };
}
