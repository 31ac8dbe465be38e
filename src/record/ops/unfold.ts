/** @file The geometry of windows that slide over time, shared by convolution and pooling. */
import type { Value } from "#graph/graph";
import { type Emitter, sizes } from "#record/emitter";

/** How a kernel slides over one axis of time. */
export interface Sliding {
  /** Taps of the kernel. */
  readonly taps: number;
  readonly stride: number;
  readonly dilation: number;
  /** Zeros before and after. */
  readonly before: number;
  readonly after: number;
  /** Output steps. */
  readonly steps: number;
}

/** The inputs that each tap sees: x [batch, time, channel] → taps × [batch, steps, channel]. */
export function tapViews(emit: Emitter, x: Value, sliding: Sliding, fill?: Value): Value[] {
  const { taps, stride, dilation, before, after, steps } = sliding;
  const padded = fill ? padWith(emit, x, before, after, fill) : emit.pad(x, 1, before, after);
  const span = (steps - 1) * stride + 1;
  return Array.from({ length: taps }, (_, tap) =>
    emit.slice(padded, 1, tap * dilation, tap * dilation + span, stride),
  );
}

/** The adjoint of {@link tapViews}: taps × [batch, steps, channel] → [batch, length, channel], overlaps added. */
export function scatterTaps(
  emit: Emitter,
  views: readonly Value[],
  sliding: Sliding,
  length: number,
): Value {
  const { taps, stride, dilation, before, after, steps } = sliding;
  const [batch, , channels] = sizes(views[0]!) as [number, number, number];
  if (stride === taps && dilation === 1) {
    const interleaved = emit.concat(
      views.map((view) => emit.reshape(view, [batch, steps, 1, channels])),
      2,
    );
    const flat = emit.reshape(interleaved, [batch, steps * taps, channels]);
    const rest = Math.max(0, before + length + after - steps * taps);
    return emit.slice(emit.pad(flat, 1, 0, rest), 1, before, before + length);
  }
  const span = (steps - 1) * stride + 1;
  const total = before + length + after;
  const placed = views.map((view, tap) => {
    const spaced = spread(emit, view, stride);
    return emit.pad(spaced, 1, tap * dilation, total - tap * dilation - span);
  });
  return emit.slice(emit.sum(placed), 1, before, before + length);
}

/** `stride − 1` zeros between steps: [batch, steps, channel] → [batch, (steps − 1)·stride + 1, channel]. */
export function spread(emit: Emitter, x: Value, stride: number): Value {
  if (stride === 1) return x;
  const [batch, steps, channels] = sizes(x) as [number, number, number];
  const spaced = emit.pad(emit.reshape(x, [batch, steps, 1, channels]), 2, 0, stride - 1);
  const flat = emit.reshape(spaced, [batch, steps * stride, channels]);
  return emit.slice(flat, 1, 0, (steps - 1) * stride + 1);
}

function padWith(emit: Emitter, x: Value, before: number, after: number, fill: Value): Value {
  if (before === 0 && after === 0) return x;
  const [batch, length, channels] = sizes(x) as [number, number, number];
  const pads = emit.ints([0, before, 0, 0, after, 0]);
  return emit.add("Pad", [x, pads, fill], [batch, length + before + after, channels]);
}
