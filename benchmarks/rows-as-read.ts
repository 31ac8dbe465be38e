/** @file Windows as data sets and tables have them, `[time, channel]`, for a model that may read them otherwise. */
import type { Dim } from "#graph/graph";

/** What a model reads of such a window. */
export interface RowsAsRead {
  /** Of one window, every size known. */
  readonly shape: readonly number[];
  /** The numbers of a window in the order of the model's axes. */
  order(rows: Float32Array): Float32Array;
}

/**
 * Rows stay as they are, or are turned for models that read channels first, as PyTorch's convolutions do; axes of 1
 * hold nothing apart. `undefined` where a window of so many rows and channels does not fit.
 *
 * @param axes Of one window of the model; open ones take any size.
 */
export function rowsAsRead(
  axes: readonly Dim[],
  length: number,
  channels: number,
): RowsAsRead | undefined {
  const inOrder = sizesIn(axes, [length, channels]);
  if (inOrder) return { shape: inOrder, order: (rows) => rows };
  const turned = sizesIn(axes, [channels, length]);
  return turned && { shape: turned, order: (rows) => channelsFirst(rows, length, channels) };
}

/** The axes with those sizes in them, one after the other. */
function sizesIn(axes: readonly Dim[], sizes: readonly number[]): readonly number[] | undefined {
  const isExact = axes.length === sizes.length;
  const rest = isExact ? [...sizes] : sizes.filter((size) => size !== 1);
  const filled = axes.map((axis) => (axis === 1 && !isExact ? 1 : (rest.shift() ?? Number.NaN)));
  const fits = axes.every(
    (axis, i) => axis === filled[i] || (typeof axis === "string" && filled[i]! > 0),
  );
  return fits && rest.length === 0 ? filled : undefined;
}

function channelsFirst(rows: Float32Array, length: number, channels: number): Float32Array {
  return rows.map((_, i) => rows[(i % length) * channels + Math.floor(i / length)]!);
}
