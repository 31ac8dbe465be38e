/** @file What the filters of a layer see: rows of its input, as they come from calibration windows. */
import type { CalibrationFeeds } from "#export/quantize/calibrate";
import { exposed } from "#export/quantize/calibrate";
import { weightOf } from "#export/quantize/weights";
import type { Graph, Node } from "#graph/graph";
import { encodeModel } from "#graph/protobuf";
import type { CreateSession, HostTensor, HostTensors } from "#runtime/session";

/** Sums over all places that a filter is laid on; one per group of a convolution, inputs in the order of its weights. */
export interface SeenInputs {
  /** Σ x. */
  readonly sum: Float64Array;
  /** Σ x·xᵀ, row-major. */
  readonly products: Float64Array;
  /** How many places. */
  readonly count: number;
}

/** Places per batch and layer that are looked at, evenly spread: more tell nothing new. */
const places = 128;

/** For every layer, by name: what each of its groups of channels sees. */
export async function seenInputs(
  graph: Graph,
  layers: readonly Node[],
  feeds: CalibrationFeeds,
  createSession: CreateSession,
): Promise<ReadonlyMap<string, readonly SeenInputs[]>> {
  const names = [...new Set(layers.map(({ inputs }) => inputs[0]!.name))];
  const session = await createSession(encodeModel(exposed(graph, names)));
  const collectors = layers.map((layer) => new Collector(layer));
  try {
    for await (const feed of feeds) {
      const results: HostTensors = { ...feed, ...(await session.run(feed)) };
      for (const collector of collectors) collector.add(results);
    }
  } finally {
    await session.release();
  }
  for (const collector of collectors) collector.mirror();
  return new Map(collectors.map(({ layer, groups }) => [layer.name, groups]));
}

class Collector {
  readonly layer: Node;
  readonly groups: { sum: Float64Array; products: Float64Array; count: number }[];
  readonly #row: Float64Array;

  constructor(layer: Node) {
    this.layer = layer;
    const groups = layer.op === "Conv" ? Number(layer.attributes.group ?? 1) : 1;
    const { shape, data } = weightOf(layer);
    const outputs = layer.op === "Conv" || layer.attributes.transB ? shape[0] : shape[1];
    const width = data.length / Number(outputs);
    this.#row = new Float64Array(width);
    this.groups = Array.from({ length: groups }, () => ({
      sum: new Float64Array(width),
      products: new Float64Array(width * width),
      count: 0,
    }));
  }

  add(results: HostTensors): void {
    const x = results[this.layer.inputs[0]!.name]!;
    if (this.layer.op === "Conv") this.#addWindows(x);
    else this.#addRows(x);
  }

  #addRows({ data, shape }: HostTensor): void {
    const width = this.#row.length;
    const rows = shape.slice(0, -1).reduce((product, n) => product * n, 1);
    const step = Math.max(1, Math.floor(rows / places));
    for (let r = 0; r < rows; r += step) {
      for (let i = 0; i < width; i++) this.#row[i] = Number(data[r * width + i]);
      this.#count(0);
    }
  }

  #addWindows({ data, shape }: HostTensor): void {
    const geometry = new Windows(this.layer, shape);
    const all = shape[0]! * geometry.positions;
    const step = Math.max(1, Math.floor(all / places));
    for (let place = 0; place < all; place += step) {
      for (const g of this.groups.keys()) {
        geometry.read(data as Float32Array, place, g, this.#row);
        this.#count(g);
      }
    }
  }

  #count(group: number): void {
    const { sum, products } = this.groups[group]!;
    const row = this.#row;
    for (let i = 0; i < row.length; i++) {
      const x = row[i]!;
      if (x === 0) continue; // behind a ReLU, half of them
      sum[i]! += x;
      for (let j = i; j < row.length; j++) products[i * row.length + j]! += x * row[j]!;
    }
    this.groups[group]!.count++;
  }

  /** Σ x·xᵀ is symmetric, and only its upper half was added up. */
  mirror(): void {
    const width = this.#row.length;
    for (const { products } of this.groups) {
      for (let i = 0; i < width; i++) {
        for (let j = 0; j < i; j++) products[i * width + j] = products[j * width + i]!;
      }
    }
  }
}

/** Where the filters of a convolution over `[batch, channel, height, width]` lie. */
class Windows {
  readonly positions: number;
  readonly #channels: number;
  readonly #groups: number;
  readonly #size: readonly number[];
  readonly #kernel: readonly number[];
  readonly #pads: readonly number[];
  readonly #strides: readonly number[];
  readonly #dilations: readonly number[];
  readonly #outputs: readonly number[];

  constructor({ attributes, inputs, outputs }: Node, [, channels, ...size]: readonly number[]) {
    const ones = size.map(() => 1);
    this.#channels = channels!;
    this.#groups = Number(attributes.group ?? 1);
    this.#size = size;
    this.#kernel = inputs[1]!.shape.slice(2) as number[];
    this.#pads = (attributes.pads as readonly number[] | undefined) ?? [...ones, ...ones].fill(0);
    this.#strides = (attributes.strides as readonly number[] | undefined) ?? ones;
    this.#dilations = (attributes.dilations as readonly number[] | undefined) ?? ones;
    this.#outputs = outputs[0]!.shape.slice(2) as number[];
    this.positions = this.#outputs.reduce((product, n) => product * n, 1);
  }

  /** What the filters of a group see at a place (batch and position), zeros outside. */
  read(data: Float32Array, place: number, group: number, row: Float64Array): void {
    const [height, width] = this.#size as [number, number];
    const [rows, columns] = this.#kernel as [number, number];
    const position = place % this.positions;
    const sample = (place - position) / this.positions;
    const top = Math.floor(position / this.#outputs[1]!) * this.#strides[0]! - this.#pads[0]!;
    const left = (position % this.#outputs[1]!) * this.#strides[1]! - this.#pads[1]!;
    const perGroup = this.#channels / this.#groups;
    let at = 0;
    for (let c = group * perGroup; c < (group + 1) * perGroup; c++) {
      const plane = (sample * this.#channels + c) * height * width;
      for (let i = 0; i < rows; i++) {
        const y = top + i * this.#dilations[0]!;
        for (let j = 0; j < columns; j++) {
          const x = left + j * this.#dilations[1]!;
          const inside = y >= 0 && y < height && x >= 0 && x < width;
          row[at++] = inside ? data[plane + y * width + x]! : 0;
        }
      }
    }
  }
}
