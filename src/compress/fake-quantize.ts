/**
 * @file Numbers rounded as integers would hold them, with a slope as if they were not (straight-through estimator:
 * Bengio, Léonard, Courville 2013, arXiv:1308.3432; ranges that learn: Jain et al. 2019, arXiv:1903.08066, §3).
 */
import {
  abs,
  add,
  clipByValue,
  concat,
  customGrad,
  div,
  type GradSaveFunc,
  greater,
  less,
  logicalNot,
  logicalOr,
  max,
  maximum,
  minimum,
  mul,
  neg,
  reshape,
  round,
  slice,
  sub,
  sum,
  type Tensor,
  transpose,
  where,
  zeros,
  zerosLike,
} from "@tensorflow/tfjs";

/** Where weights may lie: multiples of a scale, at most `steps` either way. */
export interface FakeGrid {
  readonly steps: number;
  /** Consecutive weights that share a scale, kept as float16; absent: one scale per output channel. */
  readonly block?: number | undefined;
  /** The weight's axis of output channels; 1 also where axes follow, and the first is of size 1. */
  readonly axis: 0 | 1;
}

/**
 * x as uint8 holds it: (q − z)·s with q = clip(round(x/s) + z, 0, 255), s = (high − low)/255, z = round(−low/s), zero
 * always inside. dx = dy inside the range, 0 outside; what lies above moves `high`, what lies below moves `low`.
 *
 * @param range `[2]`: low and high.
 */
export function fakeQuantize(x: Tensor, range: Tensor): Tensor {
  const run = customGrad((...args) => {
    const [values, bounds, save] = args as unknown as [Tensor, Tensor, GradSaveFunc];
    const { scale, zero } = stepsOf(bounds);
    const [low, high] = [mul(neg(zero), scale), mul(sub(255, zero), scale)];
    save([values, low, high]);
    const integers = clipByValue(add(round(div(values, scale)), zero), 0, 255);
    return {
      value: mul(sub(integers, zero), scale),
      gradFunc: (dy: Tensor, saved: Tensor[]) => slopes(dy, saved as [Tensor, Tensor, Tensor]),
    };
  });
  return run(x, range);
}

function stepsOf(range: Tensor): { readonly scale: Tensor; readonly zero: Tensor } {
  const bottom = minimum(reshape(slice(range, 0, 1), []), 0);
  const top = maximum(reshape(slice(range, 1, 1), []), 0);
  const scale = maximum(div(sub(top, bottom), 255), 1e-12);
  return { scale, zero: clipByValue(round(div(neg(bottom), scale)), 0, 255) };
}

function slopes(dy: Tensor, [x, low, high]: readonly [Tensor, Tensor, Tensor]): Tensor[] {
  const [below, above] = [less(x, low), greater(x, high)];
  const none = zerosLike(dy);
  const moved = [below, above].map((outside) => reshape(sum(where(outside, dy, none)), [1]));
  return [where(logicalNot(logicalOr(below, above)), dy, none), concat(moved)];
}

/** Weights on their grid; the largest of each group lies on the last step. dw = dy. */
export function fakeQuantizeWeight(weight: Tensor, grid: FakeGrid): Tensor {
  const run = customGrad((...args) => {
    const [w] = args as unknown as [Tensor];
    return { value: onGrid(w, grid), gradFunc: (dy: Tensor) => dy };
  });
  return run(weight);
}

function onGrid(weight: Tensor, { steps, block, axis }: FakeGrid): Tensor {
  if (block !== undefined) {
    const rows = Math.ceil(weight.size / block);
    const flat = reshape(weight, [weight.size]);
    const missing = rows * block - weight.size;
    const full = missing > 0 ? concat([flat, zeros([missing])]) : flat;
    const rounded = reshape(rowsOnGrid(reshape(full, [rows, block]), steps, asHalf), [-1]);
    return reshape(slice(rounded, 0, weight.size), weight.shape);
  }
  const turned = axis === 1 && weight.rank === 2;
  const first = turned ? transpose(weight) : weight;
  const channels = weight.shape[axis]!;
  const rounded = rowsOnGrid(reshape(first, [channels, -1]), steps, (scale) => scale);
  const back = reshape(rounded, first.shape);
  return turned ? transpose(back) : back;
}

/** `[group, element]`, each row with a scale of its own. */
function rowsOnGrid(rows: Tensor, steps: number, stored: (scale: Tensor) => Tensor): Tensor {
  const largest = max(abs(rows), 1, true);
  const scale = maximum(div(largest, steps), 1e-12);
  return mul(round(div(rows, scale)), stored(scale));
}

/** x with the 11 significant bits of float16 (Veltkamp's split: c − (c − x) with c = (2¹³ + 1)·x). */
function asHalf(x: Tensor): Tensor {
  const wide = mul(x, 2 ** 13 + 1);
  return sub(wide, sub(wide, x));
}
