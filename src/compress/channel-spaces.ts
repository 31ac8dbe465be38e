/** @file Which channels of a graph belong together: layers that make them, layers that read them, and what lies between. */
import { isWeighted } from "#export/quantize/plan";
import { isDepthwise, weightOf } from "#export/quantize/weights";
import { type Dim, type Graph, type Node, unknownShape, type Value } from "#graph/graph";
import { elementwise } from "./replay-ops.ts";
import { isPlainRecurrent } from "./replay-recurrent.ts";
import { type WorkedAxes, workedAxes } from "./worked-axes.ts";

/** Channels that can be removed from everywhere at once; additions tie those of several layers. */
export interface ChannelSpace {
  readonly size: number;
  /** Layers whose filters make the channels. */
  readonly makers: readonly Node[];
  /** Recurrent layers whose units they are. */
  readonly cells: readonly Node[];
  /** Depthwise layers, which have one filter per channel. */
  readonly filters: readonly Node[];
  /** Layers that read them; `inner` consecutive inputs of a dense layer belong to one channel. */
  readonly readers: readonly { readonly node: Node; readonly inner: number }[];
  /** Constants with a number per channel. */
  readonly constants: readonly {
    readonly node: Node;
    readonly index: number;
    readonly axis: number;
  }[];
  /** Values that hold them: axis, and elements per channel along it. */
  readonly values: readonly {
    readonly value: Value;
    readonly axis: number;
    readonly inner: number;
  }[];
}

/** The spaces that may lose channels; those that reach an output, or an operation that mixes channels, stay whole. */
export function channelSpaces(graph: Graph): ChannelSpace[] {
  const finder = new Finder(graph);
  for (const node of graph.nodes) finder.visit(node);
  return finder.spaces();
}

interface Space {
  parent: Space | undefined;
  frozen: boolean;
  readonly size: number;
  readonly makers: Node[];
  readonly cells: Node[];
  readonly filters: Node[];
  readonly readers: { node: Node; inner: number }[];
  readonly constants: { node: Node; index: number; axis: number }[];
  readonly values: { value: Value; axis: number; inner: number }[];
}

interface Place {
  readonly space: Space;
  readonly axis: number;
  readonly inner: number;
}

/** They leave channels where they are. */
const passing: ReadonlySet<string> = new Set([
  "AveragePool",
  "GlobalAveragePool",
  "MaxPool",
  ...Object.keys(elementwise.unary),
]);
const views: ReadonlySet<string> = new Set(["Flatten", "Reshape", "Squeeze", "Unsqueeze"]);

class Finder {
  readonly #graph: Graph;
  readonly #places: Map<Value, Place> = new Map();
  readonly #all: Space[] = [];

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  visit(node: Node): void {
    const { op, domain } = node;
    const worked = workedAxes(node);
    if (domain === "" && isWeighted(node)) this.#layer(node);
    else if (isPlainRecurrent(node)) this.#recurrent(node);
    else if (domain === "" && passing.has(op)) this.#put(node, this.#of(node.inputs[0]));
    else if (domain === "" && op in elementwise.binary) this.#binary(node);
    else if (domain === "" && views.has(op)) this.#view(node);
    else if (domain === "" && op === "Transpose") this.#transpose(node);
    else if (domain === "" && op === "Pad") this.#pad(node);
    else if (worked) this.#along(node, worked);
    else this.#freezeInputs(node);
  }

  spaces(): ChannelSpace[] {
    for (const output of this.#graph.outputs) freeze(this.#of(output));
    return this.#all.filter(
      ({ parent, frozen, readers }) => !parent && !frozen && readers.length > 0,
    );
  }

  #layer(node: Node): void {
    const place = this.#of(node.inputs[0]);
    const groups = node.op === "Conv" ? Number(node.attributes.group ?? 1) : 1;
    if (isDepthwise(node) && weightOf(node).shape[0] === groups && weightOf(node).shape[1] === 1) {
      if (place) root(place.space).filters.push(node);
      this.#put(node, place);
      return;
    }
    const axis = node.op === "Conv" ? 1 : node.inputs[0]!.shape.length - 1;
    const fits = place?.axis === axis && (node.op === "Gemm" || place.inner === 1) && groups === 1;
    if (place && fits) root(place.space).readers.push({ node, inner: place.inner });
    else freeze(place);
    if (groups > 1) return;
    const space = this.#space(node.outputs[0]!.shape[1] as number);
    space.makers.push(node);
    this.#put(node, { space, axis: 1, inner: 1 });
  }

  #space(size: number): Space {
    const space: Space = {
      ...{ parent: undefined, frozen: false, size, makers: [], cells: [] },
      ...{ filters: [], readers: [], constants: [], values: [] },
    };
    this.#all.push(space);
    return space;
  }

  /** X [time, batch, channel] → Y [time, direction 1, batch, unit], and the last of it [direction 1, batch, unit]. */
  #recurrent(node: Node): void {
    const place = this.#of(node.inputs[0]);
    if (place?.axis === 2 && place.inner === 1)
      root(place.space).readers.push({ node, inner: place.inner });
    else freeze(place);
    const space = this.#space(Number(node.attributes.hidden_size));
    space.cells.push(node);
    for (const value of node.outputs.filter(({ shape }) => shape !== unknownShape))
      this.#putValue(value, { space, axis: value.shape.length - 1, inner: 1 });
  }

  #binary(node: Node): void {
    const [a, b] = node.inputs as [Value, Value];
    const places = [this.#of(a), this.#of(b)];
    const [first, second] = places;
    const computed = !a.data && !b.data;
    const narrow = computed && places.findIndex((_, i) => this.#isSpread(node, i));
    if (narrow === 0 || narrow === 1) {
      freeze(places[narrow]);
      this.#put(node, places[1 - narrow]);
      return;
    }
    if (computed) {
      const alike = first && second && first.axis === second.axis && first.inner === second.inner;
      if (alike && a.shape.length === b.shape.length) join(first.space, second.space);
      else places.forEach(freeze);
      this.#put(node, alike ? first : undefined);
      return;
    }
    const place = first ?? second;
    if (place) this.#constant(node, place);
    this.#put(node, place);
  }

  /** Whether an operand has one number for all channels of the other. */
  #isSpread({ inputs, outputs }: Node, index: number): boolean {
    const [narrow, other] = [inputs[index]!, inputs[1 - index]!];
    const place = this.#of(other);
    const rank = outputs[0]!.shape.length;
    if (!place || other.shape.length !== rank) return false;
    const axis = place.axis - (rank - narrow.shape.length);
    return axis < 0 || narrow.shape[axis] === 1;
  }

  /** A constant beside channels: one number for all of them, or one for each. */
  #constant(node: Node, place: Place): void {
    const index = node.inputs[0]!.data ? 0 : 1;
    const { shape } = node.inputs[index]!;
    const axis = place.axis - (node.outputs[0]!.shape.length - shape.length);
    const along = axis < 0 ? 1 : shape[axis];
    if (along === 1) return;
    if (place.inner === 1 && along === root(place.space).size)
      root(place.space).constants.push({ node, index, axis });
    else freeze(place);
  }

  #transpose(node: Node): void {
    const place = this.#of(node.inputs[0]);
    const perm = node.attributes.perm as readonly number[];
    this.#put(node, place && { ...place, axis: perm.indexOf(place.axis) });
  }

  #pad(node: Node): void {
    const place = this.#of(node.inputs[0]);
    const amounts = Array.from(node.inputs[1]?.data ?? [], Number);
    const rank = amounts.length / 2;
    const moved = place && (amounts[place.axis] !== 0 || amounts[rank + place.axis] !== 0);
    if (moved) freeze(place);
    this.#put(node, place);
  }

  /** Channels stay what they are when other axes are cut or summed. */
  #along(node: Node, { axes, stay }: WorkedAxes): void {
    const place = this.#of(node.inputs[0]);
    if (!place || axes.includes(place.axis)) {
      freeze(place);
      return;
    }
    const gone = stay ? 0 : axes.filter((axis) => axis < place.axis).length;
    this.#put(node, { ...place, axis: place.axis - gone });
  }

  /** Channels stay one behind the other where the axis keeps what lies before it; what lies behind may join it. */
  #view(node: Node): void {
    const place = this.#of(node.inputs[0]);
    if (!place) return;
    const before = textOf(node.inputs[0]!.shape.slice(0, place.axis));
    const { shape } = node.outputs[0]!;
    const width = root(place.space).size;
    const axis = shape.findIndex(
      (size, i) =>
        typeof size === "number" &&
        size > 1 &&
        size % width === 0 &&
        textOf(shape.slice(0, i)) === before,
    );
    const inner = axis < 0 ? 0 : (shape[axis] as number) / width;
    if (axis < 0 || inner < place.inner) freeze(place);
    else this.#put(node, { ...place, axis, inner });
  }

  #freezeInputs({ inputs }: Node): void {
    for (const value of inputs) freeze(this.#of(value));
  }

  #of(value: Value | undefined): Place | undefined {
    return value && this.#places.get(value);
  }

  #put({ outputs }: Node, place: Place | undefined): void {
    if (place && outputs[0]) this.#putValue(outputs[0], place);
  }

  #putValue(value: Value, place: Place): void {
    this.#places.set(value, place);
    root(place.space).values.push({ value, axis: place.axis, inner: place.inner });
  }
}

function root(space: Space): Space {
  return space.parent ? root(space.parent) : space;
}

function freeze(place: Place | undefined): void {
  if (place) root(place.space).frozen = true;
}

function join(a: Space, b: Space): void {
  const [into, from] = [root(a), root(b)];
  if (into === from) return;
  from.parent = into;
  into.frozen ||= from.frozen || into.size !== from.size;
  for (const key of ["makers", "cells", "filters", "readers", "constants", "values"] as const)
    (into[key] as unknown[]).push(...from[key]);
}

/** Their product, with the batch's name: "32*batch" of any of "batch", 32 and "32*batch", 1. */
function textOf(sizes: readonly Dim[]): string {
  const parts = sizes.flatMap((size) => String(size).split("*"));
  const names = parts.filter((part) => Number.isNaN(Number(part)));
  const numbers = parts.filter((part) => !names.includes(part)).map(Number);
  return [numbers.reduce((product, size) => product * size, 1), ...names].join("*");
}
