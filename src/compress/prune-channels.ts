/** @file Whole channels taken out of a graph: the layers are smaller, dense as before. */
import { biasOf, outputAxis, setBias, weightOf } from "#export/quantize/weights";
import { copyGraph } from "#graph/copy-graph";
import type { Graph, Node, Value } from "#graph/graph";
import { type ChannelSpace, channelSpaces } from "./channel-spaces.ts";
import { isPlainRecurrent } from "./replay-recurrent.ts";

/** A space never has fewer. */
const leastChannels = 2;

/** One channel of one space, with what it is worth. */
interface Ranked {
  readonly space: number;
  readonly channel: number;
  readonly worth: number;
}

/** Graphs with ever fewer channels, the least worth going first. */
export interface Thinning {
  /** How many channels may go. */
  readonly most: number;
  /** The graph without the `count` channels that are worth least; the original stays as it is. */
  without(count: number): Graph;
  /** Of every value that loses some then, by name: the channels that are left. */
  kept(count: number): ReadonlyMap<string, readonly number[]>;
}

/**
 * Rank all channels of a float graph. A channel is worth the product of the norms of the filters that make it, filter it
 * and read it (which no rescaling between layers changes), relative to the others of its space: Molchanov et al. 2017,
 * arXiv:1611.06440, §2.2 normalise so.
 */
export function thinning(graph: Graph): Thinning {
  const spaces = channelSpaces(graph);
  const ranked = spaces.flatMap((space, i) => rankedIn(space, i));
  ranked.sort((a, b) => a.worth - b.worth);
  return {
    most: ranked.length,
    without: (count) => without(graph, ranked.slice(0, count)),
    kept: (count) => keptChannels(spaces, ranked.slice(0, count)),
  };
}

/** All of a space but the best two, which stay. */
function rankedIn(space: ChannelSpace, index: number): Ranked[] {
  const worths = worthsOf(space);
  const scale =
    Math.sqrt(worths.reduce((sum, worth) => sum + worth * worth, 0) / worths.length) || 1;
  const all = worths.map((worth, channel) => ({ space: index, channel, worth: worth / scale }));
  return all.toSorted((a, b) => b.worth - a.worth).slice(leastChannels);
}

/** One per channel of the space. */
export function worthsOf({ size, makers, cells, filters, readers }: ChannelSpace): number[] {
  const made = new Array<number>(size).fill(0);
  for (const node of makers) addSquares(made, weightOf(node), outputAxis(node));
  const read = new Array<number>(size).fill(0);
  for (const { node, inner } of readers) addSquares(read, weightOf(node), inputAxis(node), inner);
  for (const { inputs } of cells) {
    const [, weight, states] = inputs as Value[];
    for (const each of [weight!, states!]) addSquares(made, each, 1);
    addSquares(read, states!, 2);
  }
  const filtered = filters.map((node) => {
    const squares = new Array<number>(size).fill(0);
    addSquares(squares, weightOf(node), 0);
    return squares;
  });
  return made.map((square, c) =>
    Math.sqrt(filtered.reduce((product, each) => product * each[c]!, square * read[c]!)),
  );
}

/** Add what the weights along an axis make: `inner` neighbours belong to a channel, and channels repeat gate by gate. */
function addSquares(squares: number[], { data, shape }: Value, axis: number, inner = 1): void {
  const sizes = shape as readonly number[];
  const behind = sizes.slice(axis + 1).reduce((product, size) => product * size, 1);
  for (const [i, w] of (data as Float32Array).entries()) {
    const at = Math.floor(i / behind) % sizes[axis]!;
    squares[Math.floor(at / inner) % squares.length]! += w * w;
  }
}

/** The weight's axis of what a layer reads; a recurrent one has `[direction 1, gate · unit, channel]`. */
export function inputAxis(node: Node): 0 | 1 | 2 {
  if (isPlainRecurrent(node)) return 2;
  return outputAxis(node) === 0 ? 1 : 0;
}

function without(original: Graph, gone: readonly Ranked[]): Graph {
  const graph = copyGraph(original);
  for (const [i, space] of channelSpaces(graph).entries()) {
    const kept = keptIn(space, i, gone);
    if (kept.length < space.size) shrink(graph, space, kept);
  }
  graph.prune();
  return graph;
}

/** Channels of the space that do not go. */
function keptIn({ size }: ChannelSpace, index: number, gone: readonly Ranked[]): number[] {
  const lost = new Set(gone.filter((each) => each.space === index).map(({ channel }) => channel));
  return Array.from({ length: size }, (_, c) => c).filter((c) => !lost.has(c));
}

function keptChannels(spaces: readonly ChannelSpace[], gone: readonly Ranked[]) {
  const kept = spaces.flatMap((space, i) => {
    const channels = keptIn(space, i, gone);
    return space.values.map(({ value }) => [value.name, channels] as const);
  });
  return new Map(kept);
}

function shrink(graph: Graph, space: ChannelSpace, kept: readonly number[]): void {
  const { makers, cells, filters, readers, constants, values } = space;
  for (const node of [...makers, ...filters]) {
    if (node.inputs[2])
      setBias(
        graph,
        node,
        Float32Array.from(kept, (c) => biasOf(node)[c]!),
      );
    resize(graph, node, 1, filters.includes(node) ? 0 : outputAxis(node), kept);
  }
  for (const node of cells) shrinkCell(graph, node, kept);
  for (const node of filters) node.attributes = { ...node.attributes, group: kept.length };
  for (const { node, inner } of readers) {
    const rows = kept.flatMap((c) => Array.from({ length: inner }, (_, i) => c * inner + i));
    resize(graph, node, 1, inputAxis(node), rows);
  }
  for (const { node, index, axis } of constants) resize(graph, node, index, axis, kept);
  for (const { value, axis, inner } of values) {
    value.shape = value.shape.map((size, i) => (i === axis ? kept.length * inner : size));
    if (value.producer?.op === "Reshape") retarget(graph, value.producer, value);
  }
}

/** Units of a recurrent layer: of every gate its rows, and what they read of the state. */
function shrinkCell(graph: Graph, node: Node, kept: readonly number[]): void {
  const units = Number(node.attributes.hidden_size);
  const [, , states, bias] = node.inputs;
  const rowsOf = (count: number) =>
    Array.from({ length: count / units }, (_, gate) => kept.map((u) => gate * units + u)).flat();
  const width = states!.shape[1] as number;
  for (const index of [1, 2]) resize(graph, node, index, 1, rowsOf(width));
  resize(graph, node, 2, 2, kept);
  if (bias) resize(graph, node, 3, 1, rowsOf(2 * width));
  node.attributes = { ...node.attributes, hidden_size: kept.length };
}

/** Keep some places along an axis of a constant input. */
function resize(
  graph: Graph,
  node: Node,
  index: number,
  axis: number,
  kept: readonly number[],
): void {
  const { data, shape, name } = node.inputs[index]! as Value & { readonly data: Float32Array };
  const sizes = shape as readonly number[];
  const inner = sizes.slice(axis + 1).reduce((product, size) => product * size, 1);
  const outer = sizes.slice(0, axis).reduce((product, size) => product * size, 1);
  const smaller = new Float32Array(outer * kept.length * inner);
  for (let o = 0; o < outer; o++) {
    for (const [to, from] of kept.entries()) {
      const start = (o * sizes[axis]! + from) * inner;
      smaller.set(data.subarray(start, start + inner), (o * kept.length + to) * inner);
    }
  }
  const next = sizes.map((size, i) => (i === axis ? kept.length : size));
  graph.setInput(node, index, graph.constant(smaller, next, "float32", name));
}

/** A Reshape says its sizes in a constant; the batch is inferred. */
function retarget(graph: Graph, node: Node, { shape }: Value): void {
  const sizes = shape.map((size) => (typeof size === "number" ? BigInt(size) : -1n));
  const target = graph.constant(BigInt64Array.from(sizes), [sizes.length], "int64", "shape");
  graph.setInput(node, 1, target);
}
