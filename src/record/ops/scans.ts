/** @file Running sums and products along one axis. */
import * as tf from "@tensorflow/tfjs";
import type { Value } from "#graph/graph";
import { type Emitter, sizes } from "#record/emitter";
import { defineOp, type Op, type OpSample } from "#record/op";
import { drawShape, varied } from "./sample.ts";
import { filled } from "./shape-value.ts";
import { reversed } from "./slice.ts";

interface ScanAttributes {
  readonly axis: number;
  /** Element i holds what comes before it, not itself. */
  readonly exclusive: boolean;
  /** From the end. */
  readonly reverse: boolean;
}

type Scan = (x: tf.Tensor, axis: number, exclusive: boolean, reverse: boolean) => tf.Tensor;

const samples = (run: Scan): OpSample[] =>
  (
    [
      ["last axis", 2, false, false],
      ["first axis, exclusive", 0, true, false],
      ["middle axis, reverse", 1, false, true],
      ["exclusive, reverse", 1, true, true],
    ] as const
  ).map(([name, axis, exclusive, reverse]) =>
    varied(
      name,
      (size) => ({
        shapes: [drawShape(size, 3, 3)],
        run: (x) => run(x!, axis, exclusive, reverse),
      }),
      axis > 0 ? { batch: [0] } : {},
    ),
  );

/** tf.js's own gradient turns the axes of a scan along any but the last. */
const cumsum = defineOp<ScanAttributes>({
  kernel: tf.Cumsum,
  onnx: (emit, { x }, { axis, exclusive, reverse }) => {
    const attributes = { exclusive: exclusive ? 1 : 0, reverse: reverse ? 1 : 0 };
    const at = emit.constant(Int32Array.of(axis), [], "int32");
    return emit.add("CumSum", [x!, at], sizes(x!), { attributes });
  },
  gradient: {
    gradFunc: (dy, _saved, attributes) => {
      const { axis, exclusive, reverse } = attributes as unknown as ScanAttributes;
      return { x: () => tf.cumsum(dy as tf.Tensor, axis, exclusive, !reverse) };
    },
  },
  samples: samples(tf.cumsum),
});

/** Every element times the one 1, 2, 4, … before it: log₂ n products (Hillis and Steele 1986). */
function runningProduct(emit: Emitter, x: Value, axis: number): Value {
  const n = sizes(x)[axis]!;
  let product = x;
  for (let step = 1; step < n; step *= 2) {
    const head = emit.slice(product, axis, 0, step);
    const rest = emit.binary(
      "Mul",
      emit.slice(product, axis, step, n),
      emit.slice(product, axis, 0, n - step),
    );
    product = emit.concat([head, rest], axis);
  }
  return product;
}

/** Ones come in at the start, the last elements fall out. */
function afterOnes(emit: Emitter, x: Value, axis: number): Value {
  const shape = sizes(x).with(axis, 1);
  const ones = filled(emit, emit.cast(emit.scalar(1), x.dtype), shape);
  const count = sizes(x)[axis]! - 1;
  return count === 0 ? ones : emit.concat([ones, emit.slice(x, axis, 0, count)], axis);
}

/** Elements moved on by `by` along an axis, what comes in at the start being `fill`. */
function shifted(x: tf.Tensor, axis: number, by: number, fill: number): tf.Tensor {
  const sides = (before: number, after: number) =>
    x.shape.map((_, i): [number, number] => (i === axis ? [before, after] : [0, 0]));
  const size = x.shape[axis]!;
  const begin = x.shape.map((_, i) => (i === axis ? Math.max(0, -by) : 0));
  const kept = x.shape.map((n, i) => (i === axis ? size - Math.abs(by) : n));
  return tf.pad(tf.slice(x, begin, kept), by > 0 ? sides(by, 0) : sides(0, -by), fill);
}

/**
 * With the running product yⱼ of xₖ, k ≤ j: dxᵢ = (x₀ ⋯ xᵢ₋₁) · gᵢ, where gᵢ = dyᵢ + xᵢ₊₁ · gᵢ₊₁ is solved by
 * doubling. Nothing is divided by x, so zeros are no trouble.
 */
function runningGradient(dy: tf.Tensor, x: tf.Tensor, axis: number): tf.Tensor {
  let sum = dy;
  let factor = shifted(x, axis, -1, 0);
  for (let step = 1; step < x.shape[axis]!; step *= 2) {
    sum = tf.add(sum, tf.mul(factor, shifted(sum, axis, -step, 0)));
    factor = tf.mul(factor, shifted(factor, axis, -step, 0));
  }
  return tf.mul(tf.cumprod(x, axis, true), sum);
}

function cumprodGradient(dy: tf.Tensor, x: tf.Tensor, attributes: ScanAttributes): tf.Tensor {
  const { axis, exclusive, reverse } = attributes;
  const at = axis < 0 ? axis + x.rank : axis;
  const turned = (y: tf.Tensor) => (reverse ? tf.reverse(y, at) : y);
  const factors = exclusive ? shifted(turned(x), at, 1, 1) : turned(x);
  const gradient = runningGradient(turned(dy), factors, at);
  return turned(exclusive ? shifted(gradient, at, -1, 0) : gradient);
}

const cumprod = defineOp<ScanAttributes>({
  kernel: tf.Cumprod,
  onnx: (emit, { x }, { axis, exclusive, reverse }) => {
    const at = axis < 0 ? axis + x!.shape.length : axis;
    const turned = (y: Value) => (reverse ? reversed(emit, y, [at]) : y);
    const factors = exclusive ? afterOnes(emit, turned(x!), at) : turned(x!);
    return turned(runningProduct(emit, factors, at));
  },
  gradient: {
    inputsToSave: ["x"],
    gradFunc: (dy, [x], attributes) => ({
      x: () => cumprodGradient(dy as tf.Tensor, x!, attributes as unknown as ScanAttributes),
    }),
  },
  samples: samples(tf.cumprod),
});

export const scans: readonly Op[] = [cumprod, cumsum] as readonly Op[];
