/** @file What each tap of a sliding kernel sees, and the way back. */
import type { Value } from "#graph/graph";
import { type Emitter, sizes } from "#record/emitter";
import { after, type Sliding } from "./sliding.ts";

/** The inputs that each tap sees: x [batch, time, channel] → taps × [batch, steps, channel]. */
export function tapViews(emit: Emitter, x: Value, sliding: Sliding, fill?: Value): Value[] {
  const { taps, stride, dilation, steps } = sliding;
  const padded = padded3(emit, x, sliding.before, Math.max(0, after(sliding)), fill);
  const span = (steps - 1) * stride + 1;
  return Array.from({ length: taps }, (_, tap) =>
    emit.slice(padded, 1, tap * dilation, tap * dilation + span, stride),
  );
}

/** The adjoint of {@link tapViews}: taps × [batch, steps, channel] → [batch, time, channel], overlaps added. */
export function scatterTaps(emit: Emitter, views: readonly Value[], sliding: Sliding): Value {
  const { length, taps, stride, dilation, before, steps } = sliding;
  const [batch, , channels] = sizes(views[0]!) as [number, number, number];
  if (dilation === 1 && (stride === taps || steps === 1)) {
    const cells = emit.concat(
      views.map((view) => emit.reshape(view, [batch, steps, 1, channels])),
      2,
    );
    return cropped(emit, emit.reshape(cells, [batch, steps * taps, channels]), before, length);
  }
  const span = (steps - 1) * stride + 1;
  const total = span + (taps - 1) * dilation;
  const placed = views.map((view, tap) => {
    const start = tap * dilation;
    return emit.pad(spread(emit, view, stride), 1, start, total - start - span);
  });
  return cropped(emit, emit.sum(placed), before, length);
}

/** Positions from `start` on, `length` of them; zeros where x has ended: [batch, time, channel] → [batch, length, …]. */
export function cropped(emit: Emitter, x: Value, start: number, length: number): Value {
  const missing = start + length - sizes(x)[1]!;
  return emit.slice(emit.pad(x, 1, 0, Math.max(0, missing)), 1, start, start + length);
}

/**
 * [batch, h, w, channel] without trailing positions that ONNX would make further steps of. tf.js counts the steps of
 * either axis by the height where the padding is one number.
 */
export function withoutRest(
  emit: Emitter,
  x: Value,
  { height, width }: { readonly height: Sliding; readonly width: Sliding },
): Value {
  return [height, width].reduce((value, sliding, i) => {
    const rest = -after(sliding) >= sliding.stride ? -after(sliding) : 0;
    return emit.slice(value, i + 1, 0, sliding.length - rest);
  }, x);
}

/** `stride − 1` zeros between steps: [batch, steps, channel] → [batch, (steps − 1)·stride + 1, channel]. */
export function spread(emit: Emitter, x: Value, stride: number): Value {
  if (stride === 1) return x;
  const [batch, steps, channels] = sizes(x) as [number, number, number];
  const spaced = emit.pad(emit.reshape(x, [batch, steps, 1, channels]), 2, 0, stride - 1);
  const flat = emit.reshape(spaced, [batch, steps * stride, channels]);
  return emit.slice(flat, 1, 0, (steps - 1) * stride + 1);
}

function padded3(emit: Emitter, x: Value, before: number, behind: number, fill?: Value): Value {
  if (!fill || before + behind === 0) return emit.pad(x, 1, before, behind);
  const [batch, length, channels] = sizes(x) as [number, number, number];
  const pads = emit.ints([0, before, 0, 0, behind, 0]);
  return emit.add("Pad", [x, pads, fill], [batch, length + before + behind, channels]);
}
