/**
 * @file Convolution in two dimensions as correlation along lines (see banded.ts).
 * Where one axis is trivial it joins the batch; otherwise the rows that a tap row sees are laid side by side as channels.
 */
import type { Value } from "#graph/graph";
import type { Emitter } from "#record/emitter";
import { correlate, filterGradient, planOf } from "./banded.ts";
import { channelScale, scaled } from "./channel-scale.ts";
import type { Geometry } from "./conv-geometry.ts";
import { after, isTrivial, type Sliding } from "./sliding.ts";
import { scatterTaps, tapViews } from "./unfold.ts";

type Step = (emit: Emitter, value: Value) => Value;

/** A convolution's tensors as those of a correlation along lines, and back. */
interface Lines {
  readonly sliding: Sliding;
  readonly lines: number;
  /** Channels of a line. */
  readonly inputs: number;
  /** x [batch, h, w, in] → [line, time, inputs], and its adjoint. */
  readonly x: Step;
  readonly dx: Step;
  /** y [line, steps, out] → [batch, h, w, out], and its adjoint. */
  readonly y: Step;
  readonly dy: Step;
  /** w [h, w, in, out] → [tap, inputs, out], and its adjoint. */
  readonly w: Step;
  readonly dw: Step;
}

function linesOf(geometry: Geometry): Lines {
  const { height, width } = geometry;
  if (isTrivial(height)) return alongOne(geometry, width, false);
  if (isTrivial(width) && (width.length === 1 || height.steps > 1)) {
    return alongOne(geometry, height, width.length > 1);
  }
  return acrossRows(geometry);
}

/** One axis is trivial. `swapped`: it is the one in the middle of memory. */
function alongOne(geometry: Geometry, sliding: Sliding, swapped: boolean): Lines {
  const { batch, height, width, channels, filters } = geometry;
  const lines = batch * (sliding === width ? height.length : width.length);
  const to = (emit: Emitter, value: Value, along: number, depth: number) =>
    emit.reshape(swapped ? emit.transpose(value, [0, 2, 1, 3]) : value, [lines, along, depth]);
  const from = (emit: Emitter, value: Value, along: number, across: readonly number[]) =>
    swapped
      ? emit.transpose(
          emit.reshape(value, [batch, width.length, along, across.at(-1)!]),
          [0, 2, 1, 3],
        )
      : emit.reshape(value, [batch, ...across]);
  return {
    sliding,
    lines,
    inputs: channels,
    x: (emit, x) => to(emit, x, sliding.length, channels),
    dx: (emit, x) => from(emit, x, sliding.length, [height.length, width.length, channels]),
    y: (emit, y) => from(emit, y, sliding.steps, [height.steps, width.steps, filters]),
    dy: (emit, y) => to(emit, y, sliding.steps, filters),
    w: (emit, w) => emit.reshape(w, [sliding.taps, channels, filters]),
    dw: (emit, w) => emit.reshape(w, [height.taps, width.taps, channels, filters]),
  };
}

/** Lines along the width whose channels are those of all rows that an output row sees. */
function acrossRows({ batch, height, width, channels, filters }: Geometry): Lines {
  const lines = batch * height.steps;
  const inputs = height.taps * channels;
  const rows = sideBySide(batch, height, width.length, channels);
  return {
    sliding: width,
    lines,
    inputs,
    x: rows.merge,
    dx: rows.split,
    y: (emit, y) => emit.reshape(y, [batch, height.steps, width.steps, filters]),
    dy: (emit, y) => emit.reshape(y, [lines, width.steps, filters]),
    w: (emit, w) => emit.reshape(emit.transpose(w, [1, 0, 2, 3]), [width.taps, inputs, filters]),
    dw: (emit, w) => {
      const shape = [width.taps, height.taps, channels, filters];
      return emit.transpose(emit.reshape(w, shape), [1, 0, 2, 3]);
    },
  };
}

/** [batch, h, w, in] → [batch · steps, w, taps · in], and its adjoint. */
function sideBySide(
  batch: number,
  height: Sliding,
  width: number,
  channels: number,
): { readonly merge: Step; readonly split: Step } {
  const { length, taps, steps } = height;
  if (steps === 1 && taps === length && after(height) === 0) {
    return {
      merge: (emit, x) =>
        emit.reshape(emit.transpose(x, [0, 2, 1, 3]), [batch, width, taps * channels]),
      split: (emit, x) =>
        emit.transpose(emit.reshape(x, [batch, width, taps, channels]), [0, 2, 1, 3]),
    };
  }
  return {
    merge: (emit, x) => {
      const views = tapViews(emit, emit.reshape(x, [batch, length, width * channels]), height);
      const parts = views.map((view) => emit.reshape(view, [batch * steps, width, channels]));
      return emit.concat(parts, 2);
    },
    split: (emit, x) => {
      const views = Array.from({ length: taps }, (_, tap) => {
        const row = emit.slice(x, 2, tap * channels, (tap + 1) * channels);
        return emit.reshape(row, [batch, steps, width * channels]);
      });
      return emit.reshape(scatterTaps(emit, views, height), [batch, length, width, channels]);
    },
  };
}

function forwardPlan({ sliding, lines, inputs }: Lines, filters: number) {
  return planOf("forward", sliding, { lines, inputs, filters });
}

/** x [batch, h, w, in] and w [h, w, in, out] → [batch, h, w, out]. */
export function convolve(emit: Emitter, x: Value, w: Value, geometry: Geometry): Value {
  const lines = linesOf(geometry);
  const plan = forwardPlan(lines, geometry.filters);
  return lines.y(emit, correlate(emit, lines.x(emit, x), lines.w(emit, w), plan));
}

/** The adjoint of {@link convolve} for x: dy [batch, h, w, out] → [batch, h, w, in]. */
export function convolveBack(emit: Emitter, dy: Value, w: Value, geometry: Geometry): Value {
  const lines = linesOf(geometry);
  const { value, scale } = channelScale(emit, dy);
  const back = emit.transpose(lines.w(emit, scaled(emit, w, scale)), [0, 2, 1]); // [tap, out, in]
  const plan = planOf("adjoint", lines.sliding, {
    lines: lines.lines,
    inputs: geometry.filters,
    filters: lines.inputs,
  });
  return lines.dx(emit, correlate(emit, lines.dy(emit, value), back, plan));
}

/** The adjoint of {@link convolve} for w: → [h, w, in, out]. */
export function convolveFilter(emit: Emitter, x: Value, dy: Value, geometry: Geometry): Value {
  const lines = linesOf(geometry);
  const plan = forwardPlan(lines, geometry.filters);
  const { value, scale } = channelScale(emit, dy);
  const dw = filterGradient(emit, lines.x(emit, x), lines.dy(emit, value), plan);
  return lines.dw(emit, scaled(emit, dw, scale));
}
