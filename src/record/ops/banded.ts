/**
 * @file Correlation along one axis as one matrix product.
 * The output is cut into blocks of L steps. A block reads a window of the input, and the filter becomes a banded matrix
 * from window to block:
 *
 *     y[block] [L · out]  =  window(x, block) [R · in]  ·  band(w) [R · in, L · out]
 *
 * L = 1 is the usual unfolding, which copies each input once per tap. A longer block copies less, R/L times, and
 * multiplies by the zeros of the band, R/taps times the work: {@link planOf} weighs one against the other.
 */
import type { Value } from "#graph/graph";
import { type Emitter, sizes } from "#record/emitter";
import { productOverRows } from "./row-product.ts";
import type { Sliding } from "./sliding.ts";
import { cropped } from "./unfold.ts";

/** From input to output, or the adjoint: what carries dy back to x. */
export type Direction = "forward" | "adjoint";

/** How the output is cut into blocks, and what a block reads. */
interface Blocks {
  /** Output positions wanted, those of a block (L), and blocks. */
  readonly total: number;
  readonly outputs: number;
  readonly blocks: number;
  /** Input positions that are copied together. */
  readonly chunk: number;
  /** Chunks of a window, counted from the block's own first; how many chunks a window lies behind the one before. */
  readonly window: readonly number[];
  readonly advance: number;
}

export interface Plan extends Blocks {
  readonly taps: number;
  /** By row of the window (R) and output of the block: the tap between them, −1 where there is none. [R, L] */
  readonly band: Int32Array;
}

/** Work of a correlation, in multiply-adds: copying a chunk costs as much as 128, an element of it as 32 (measured). */
const costOf = { chunk: 128, element: 32 } as const;

/** Input positions, output positions, and how far either moves from block to block when the block is as short as can be. */
function extentOf(direction: Direction, { stride, steps, length }: Sliding) {
  return direction === "forward"
    ? { given: length, total: steps, read: stride, written: 1 }
    : { given: steps, total: length, read: 1, written: stride };
}

/** Visits each position `input` of a window that `tap` carries to position `output` of its block. */
function eachLink(
  direction: Direction,
  sliding: Sliding,
  outputs: number,
  visit: (input: number, output: number, tap: number) => void,
): void {
  const { taps, stride, dilation, before } = sliding;
  const { given, total, read, written } = extentOf(direction, sliding);
  const first = -(Math.ceil(total / outputs) - 1) * ((outputs / written) * read); // below it only padding is read
  for (let output = 0; output < outputs; output++) {
    for (let tap = 0; tap < taps; tap++) {
      const input =
        direction === "forward"
          ? output * stride + tap * dilation - before
          : (output + before - tap * dilation) / stride;
      if (Number.isInteger(input) && input >= first && input < given) visit(input, output, tap);
    }
  }
}

/** `times` the shortest block; `whole`: what the window moves by is copied together. */
function cut(direction: Direction, sliding: Sliding, times: number, whole: boolean): Blocks {
  const { total, read, written } = extentOf(direction, sliding);
  const outputs = times * written;
  const chunk = whole ? times * read : 1;
  const seen = new Set<number>();
  eachLink(direction, sliding, outputs, (input) => seen.add(Math.floor(input / chunk)));
  return {
    total,
    outputs,
    blocks: Math.ceil(total / outputs),
    chunk,
    window: seen.size > 0 ? [...seen].sort((x, y) => x - y) : [0],
    advance: (times * read) / chunk,
  };
}

/** Cost of one line, and of making the band, shared by all lines. */
function cost(cutting: Blocks, lines: number, inputs: number, filters: number): number {
  const { window, chunk, outputs, blocks, total, advance } = cutting;
  const rows = window.length * chunk * inputs;
  const copies = window.length > 1 || advance > 1 ? window.length : 0;
  const copied = copies * (costOf.chunk + chunk * inputs * costOf.element);
  const rest = blocks * outputs > total ? total * filters * costOf.element : 0;
  const made = outputs > 1 ? 2 * rows * outputs * filters * costOf.element : 0;
  return blocks * (copied + rows * outputs * filters) + rest + made / lines;
}

/** The cheapest way to correlate `lines` lines of `inputs` channels with `filters` filters. */
export function planOf(
  direction: Direction,
  sliding: Sliding,
  sizes: { readonly lines: number; readonly inputs: number; readonly filters: number },
): Plan {
  const { total, written } = extentOf(direction, sliding);
  const longest = Math.ceil(total / written);
  const lengths = [...[1, 2, 4, 8, 16, 32, 64].filter((n) => n < longest), Math.min(longest, 128)];
  const cuts = [
    cut(direction, sliding, 1, false),
    ...lengths.map((times) => cut(direction, sliding, times, true)),
  ];
  const costs = cuts.map((each) => cost(each, sizes.lines, sizes.inputs, sizes.filters));
  const cheapest = cuts[costs.indexOf(Math.min(...costs))]!;
  return { ...cheapest, taps: sliding.taps, band: bandIn(direction, sliding, cheapest) };
}

function bandIn(direction: Direction, sliding: Sliding, { window, chunk, outputs }: Blocks) {
  const place = new Map(window.map((unit, i) => [unit, i]));
  const band = new Int32Array(window.length * chunk * outputs).fill(-1);
  eachLink(direction, sliding, outputs, (input, output, tap) => {
    const unit = Math.floor(input / chunk);
    band[(place.get(unit)! * chunk + input - unit * chunk) * outputs + output] = tap;
  });
  return band;
}

/** The windows of all blocks as rows: x [line, time, in] → [line · block, R · in]. */
function windowsOf(emit: Emitter, x: Value, { window, chunk, blocks, advance }: Plan): Value {
  const [lines, length, inputs] = sizes(x) as [number, number, number];
  const first = Math.min(0, window[0]!);
  const last = (blocks - 1) * advance + window.at(-1)! + 1;
  const end = Math.max(last, Math.ceil(length / chunk));
  const padded = emit.pad(x, 1, -first * chunk, end * chunk - length);
  const cells = emit.reshape(padded, [lines, end - first, chunk * inputs]);
  const seen = Int32Array.from({ length: blocks * window.length }, (_, i) => {
    return Math.floor(i / window.length) * advance + window[i % window.length]! - first;
  });
  const shape = [lines * blocks, window.length * chunk * inputs];
  if (seen.length === end - first && seen.every((cell, i) => cell === i)) {
    return emit.reshape(cells, shape);
  }
  const index = emit.constant(seen, [blocks, window.length], "int32");
  const gathered = emit.add(
    "Gather",
    [cells, index],
    [lines, blocks, window.length, chunk * inputs],
    { attributes: { axis: 1 } },
  );
  return emit.reshape(gathered, shape);
}

/** w [tap, in, out] → band [R · in, L · out]. */
function bandOf(emit: Emitter, w: Value, { taps, outputs, band }: Plan): Value {
  const [, inputs, filters] = sizes(w) as [number, number, number];
  const rows = band.length / outputs;
  const filled = band.includes(-1) ? emit.pad(w, 0, 0, 1) : w;
  const at = band.map((tap) => (tap < 0 ? taps : tap));
  const placed = takeRows(emit, filled, at, [rows, outputs, inputs, filters]);
  const ordered = outputs === 1 ? placed : emit.transpose(placed, [0, 2, 1, 3]);
  return emit.reshape(ordered, [rows * inputs, outputs * filters]);
}

/** Rows of a value in a given order, in a shape of their own. */
function takeRows(emit: Emitter, x: Value, order: Int32Array, shape: readonly number[]): Value {
  if (order.length === sizes(x)[0] && order.every((row, i) => row === i)) {
    return emit.reshape(x, shape);
  }
  const index = emit.constant(order, [order.length], "int32");
  const taken = [order.length, ...sizes(x).slice(1)];
  return emit.reshape(emit.add("Gather", [x, index], taken, { attributes: { axis: 0 } }), shape);
}

/** x [line, time, in] and w [tap, in, out] → [line, steps, out]. */
export function correlate(emit: Emitter, x: Value, w: Value, plan: Plan): Value {
  const [lines] = sizes(x) as [number];
  const filters = sizes(w)[2]!;
  const y = emit.gemm(windowsOf(emit, x, plan), bandOf(emit, w, plan));
  return cropped(
    emit,
    emit.reshape(y, [lines, plan.blocks * plan.outputs, filters]),
    0,
    plan.total,
  );
}

/** The gradient of {@link correlate} for w: x [line, time, in] and dy [line, steps, out] → [tap, in, out]. */
export function filterGradient(emit: Emitter, x: Value, dy: Value, plan: Plan): Value {
  const { taps, outputs, blocks, band } = plan;
  const [lines, , filters] = sizes(dy) as [number, number, number];
  const inputs = sizes(x)[2]!;
  const rows = band.length / outputs;
  const steps = emit.reshape(cropped(emit, dy, 0, blocks * outputs), [
    lines * blocks,
    outputs * filters,
  ]);
  const products = productOverRows(emit, windowsOf(emit, x, plan), steps);
  const cells =
    outputs === 1
      ? emit.reshape(products, [rows, inputs, filters])
      : emit.reshape(
          emit.transpose(emit.reshape(products, [rows, inputs, outputs, filters]), [0, 2, 1, 3]),
          [rows * outputs, inputs, filters],
        );
  const at = cellsByTap(plan);
  const filled = at.includes(band.length) ? emit.pad(cells, 0, 0, 1) : cells;
  const diagonals = takeRows(emit, filled, at, [taps, outputs, inputs, filters]);
  if (outputs === 1) return emit.reshape(diagonals, [taps, inputs, filters]);
  const attributes = { keepdims: 0 };
  return emit.add("ReduceSum", [diagonals, emit.ints([1])], [taps, inputs, filters], {
    attributes,
  });
}

/** Where a tap stands in the band, once per output, or behind its end: [tap, L]. */
function cellsByTap({ taps, outputs, band }: Plan): Int32Array {
  const cells = new Int32Array(taps * outputs).fill(band.length);
  for (const [cell, tap] of band.entries()) {
    if (tap >= 0) cells[tap * outputs + (cell % outputs)] = cell;
  }
  return cells;
}
