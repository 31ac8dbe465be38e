/**
 * before:  u [B,T,C] ─ Pad ─ Gather, k steps a row ─ [B,T,k·C] ─ MatMulIntegerToFloat(W [k·C,O])
 * after:   u ─ Pad ─ Reshape into pieces of steps ─ Gather ─ [B,T/m,(k+m−1)·C] ─ MatMulIntegerToFloat([…,m·O])
 * One row for m steps of the result, and for each of them the filters, one step further down. Copying a few long
 * pieces is quicker than many short ones, and a wide product quicker than a high one; steps that a filter does not see
 * are multiplied by zero. The runtime puts the zeros in while it loads the file, where they take no bytes.
 */
import type { Dim, Graph, Node, Value } from "#graph/graph";
import { int64s } from "./quantized.ts";
import { type GatheredRows, gather, gatheredRows, reshape } from "./unfold.ts";

/** Multiplications in the time of a copied piece of 9 to 36 bytes, in WebAssembly. */
const copyCost = 300;
/** Steps in a row, in neighbourhoods. */
const tried = [1, 2, 4];

/**
 * Rows of one or more neighbourhoods of `n` steps; `pooled` [batch, step, filter] has a step of each.
 * @returns The shape of each block of columns; `undefined` where no such rows are possible, or none pays.
 */
export function neighboursAsColumns(
  graph: Graph,
  product: Node,
  n: number,
  [batch, to, filters]: readonly Dim[],
): readonly Dim[] | undefined {
  const rows = gatheredRows(product.inputs[0]!);
  if (!rows.steps.every((seen, t) => seen.every((step, j) => step === t + j))) return undefined;
  const sizes = { ...sizesOf(rows), pooled: Number(to), filters: Number(filters) };
  const cuts = tried.flatMap((times) => cutOf(sizes, n, n * times) ?? []);
  const inRows = rows.steps.flat().length * copyCost;
  const best = cuts.reduce<Cut | undefined>(
    (least, cut) => (cut.cost < (least?.cost ?? inRows) ? cut : least),
    undefined,
  );
  if (!best) return undefined;
  const { steps, length, piece, count } = best;
  const { channels } = sizes;
  const each = Array.from({ length: length / piece }, (_, at) => at);
  const seen = Array.from({ length: count }, (_, row) =>
    each.map((at) => (row * steps) / piece + at),
  );
  const gathered = gather(graph, inPieces(graph, rows.from, piece), seen.flat());
  const [, w, , wScale, , , bias] = product.inputs;
  graph.setInput(product, 0, reshape(graph, gathered, [batch!, count, length * channels]));
  graph.setInput(product, 1, stepwise(graph, w!, firstsFirst(steps, n), channels));
  if (wScale!.shape.length > 0) graph.setInput(product, 3, times(graph, wScale!, steps));
  if (bias) graph.setInput(product, 6, times(graph, bias, steps));
  (product.outputs[0] as Value).shape = [batch!, count, steps * sizes.filters];
  return [batch!, count, (steps / n) * sizes.filters];
}

function sizesOf({ from, steps }: GatheredRows) {
  const [, padded, channels] = from.shape.map(Number) as [number, number, number];
  return { padded, channels, kernel: steps[0]!.length };
}

interface Cut {
  /** Of the result, in a row. */
  readonly steps: number;
  /** Steps that a row holds. */
  readonly length: number;
  /** Steps copied at once. */
  readonly piece: number;
  /** Of rows. */
  readonly count: number;
  /** In multiplications, beyond those of the filters. */
  readonly cost: number;
}

function cutOf(
  sizes: ReturnType<typeof sizesOf> & { readonly pooled: number; readonly filters: number },
  n: number,
  steps: number,
): Cut | undefined {
  const { padded, channels, kernel, pooled, filters } = sizes;
  const count = (pooled * n) / steps;
  const length = kernel + steps - 1;
  const piece = greatestCommonDivisor(steps, length);
  if (!Number.isInteger(count) || padded % piece > 0) return undefined;
  const zeros = count * steps * (length - kernel) * channels * filters;
  return { steps, length, piece, count, cost: zeros + count * (length / piece) * copyCost };
}

const greatestCommonDivisor = (a: number, b: number): number =>
  b === 0 ? a : greatestCommonDivisor(b, a % b);

/** Padded steps in pieces; cut before they are padded where padding is made of whole pieces. */
function inPieces(graph: Graph, padded: Value, piece: number): Value {
  const pad = padded.producer;
  if (pad?.op !== "Pad") return pieces(graph, padded, piece);
  const [x, list, zero] = pad.inputs as [Value, Value, Value];
  const amounts = Array.from(list.data as BigInt64Array, (steps) => Number(steps) / piece);
  if (!amounts.every(Number.isInteger)) return pieces(graph, padded, piece);
  const inputs = [pieces(graph, x, piece), int64s(graph, amounts), zero];
  return graph.add("Pad", inputs, pieceShape(padded, piece));
}

function pieces(graph: Graph, x: Value, piece: number): Value {
  return reshape(graph, x, pieceShape(x, piece));
}

function pieceShape({ shape: [batch, steps, channels] }: Value, piece: number): readonly Dim[] {
  return [batch!, Number(steps) / piece, piece * Number(channels)];
}

/** Steps of a row in the order of its columns: the first of every neighbourhood, the second … */
function firstsFirst(steps: number, n: number): readonly number[] {
  return Array.from({ length: steps }, (_, at) => {
    const [neighbour, place] = [Math.floor((at * n) / steps), at % (steps / n)];
    return place * n + neighbour;
  });
}

/** [tap · channel, filter] beside itself, so many steps further down each. */
function stepwise(graph: Graph, w: Value, steps: readonly number[], channels: number): Value {
  const [taps, filters] = w.shape as readonly [number, number];
  const last = steps.length - 1;
  const height = taps + last * channels;
  const zero = graph.constant(new Int8Array(1), [], "int8", "zero");
  const shifted = steps.map((down) => {
    const amounts = int64s(graph, [down * channels, 0, (last - down) * channels, 0]);
    return graph.add("Pad", [w, amounts, zero], [height, filters]);
  });
  const shape = [height, steps.length * filters];
  return graph.add("Concat", shifted, shape, { attributes: { axis: 1 } });
}

/** A list, so many times over. */
function times(graph: Graph, list: Value, count: number): Value {
  return graph.add("Tile", [list, int64s(graph, [count])], [count * Number(list.shape[0])]);
}
