/** @file A clean ONNX graph as a network whose layers train further, fake-quantized where that is asked for. */
import {
  add,
  gather,
  initializers,
  layers,
  model,
  mul,
  reshape,
  type Shape,
  type SymbolicTensor,
  type Tensor,
  tensor,
  tensor1d,
  tidy,
} from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import type { InputShape, Network } from "#core/network";
import type { Normalization } from "#core/signal";
import type { Range } from "#export/quantize/range";
import { copyGraph } from "#graph/copy-graph";
import type { Dim, Graph, Value } from "#graph/graph";
import type { KeptChannels } from "./blockwise.ts";
import { type FakeGrid, fakeQuantize, fakeQuantizeWeight } from "./fake-quantize.ts";
import type { Masks } from "./prune-weights.ts";
import { replay, requireReplayable } from "./replay.ts";
import { type TrainedInput, trainedInputs } from "./trained-inputs.ts";

/** What is rounded while it trains. */
export interface Rounding {
  /** By value name: activations as uint8, with the range to start from. */
  readonly ranges: ReadonlyMap<string, Range>;
  /** By the name of a trained input. */
  readonly grids: ReadonlyMap<string, FakeGrid>;
}

export const noRounding: Rounding = { ranges: new Map(), grids: new Map() };

export interface GraphNetworkOptions {
  /** What the graph does to its inputs; windows come standardised by it. */
  readonly normalization: Normalization;
  readonly rounding: Rounding;
  /** Weights that are held at zero, by the name of a trained input. */
  readonly masks?: Masks;
  /** Values to tap `[batch, channel, …]`, by name, and which of their channels. */
  readonly borders?: KeptChannels;
}

export interface GraphNetwork extends Network {
  /** The graph with the weights as they are now, and the ranges. */
  trained(): { readonly graph: Graph; readonly ranges: ReadonlyMap<string, Range> };
}

/** Windows `[batch, time, channel]`, standardised, to `logits` and `features`, its classifier's input. */
export function graphNetwork(graph: Graph, options: GraphNetworkOptions): GraphNetwork {
  requireReplayable(graph, "training an exported model");
  const inputs = graph.inputs.map(inputShape);
  const layer = new ReplayedGraph(graph, options);
  const windows = inputs.map(({ modality, length, channels }) =>
    layers.input({ name: modality, shape: [length, channels] }),
  ) as unknown as SymbolicTensor[];
  const outputs = layer.apply(windows) as SymbolicTensor[];
  return {
    model: model({ name: "exported", inputs: windows, outputs }),
    taps: ["features", ...(options.borders ?? new Map()).keys()],
    inputs,
    trained: () => layer.trained(),
  };
}

function inputShape({ name, shape }: Value): InputShape {
  const [, length, channels] = shape;
  if (shape.length === 3 && typeof length === "number" && typeof channels === "number")
    return { modality: name, length, channels };
  throw new UserError(
    `training an exported model: the input "${name}" is [${shape.join(", ")}]`,
    "expected [batch, time, channel] with fixed time and channels",
  );
}

interface Border {
  readonly value: Value;
  readonly channels: readonly number[];
}

function channelsOf(map: Tensor, { value, channels }: Border): Tensor {
  const all = channels.length === value.shape[1];
  return all ? map : gather(map, tensor1d([...channels], "int32"), 1);
}

class ReplayedGraph extends layers.Layer {
  static readonly className = "ReplayedGraph";
  readonly #graph: Graph;
  readonly #options: GraphNetworkOptions;
  readonly #trained: readonly TrainedInput[];
  readonly #logits: Value;
  readonly #features: Value;
  readonly #borders: readonly Border[];

  constructor(graph: Graph, options: GraphNetworkOptions) {
    super({ name: "graph" });
    this.#graph = graph;
    this.#options = options;
    this.#logits = graph.outputs.find(({ name }) => name === "logits") ?? graph.outputs[0]!;
    this.#features = this.#logits.producer?.inputs[0] ?? this.#logits;
    this.#trained = graph.nodes.flatMap(trainedInputs);
    const values = new Map(
      graph.nodes.flatMap(({ outputs }) => outputs.map((it) => [it.name, it])),
    );
    this.#borders = [...(options.borders ?? [])].map(([name, channels]) => {
      return { value: values.get(name)!, channels };
    });
  }

  override build(): void {
    for (const { name, value } of this.#trained) this.#add(name, value.shape, value.data);
    for (const [name, { low, high }] of this.#options.rounding.ranges)
      this.#add(`${name}/range`, [2], Float32Array.of(low, high));
    this.built = true;
  }

  #add(name: string, dims: readonly Dim[], data: Float32Array): void {
    const shape = [...(dims as readonly number[])];
    const weight = this.addWeight(name, shape, "float32", initializers.zeros());
    tidy(() => {
      weight.write(tensor(data, shape));
    });
  }

  override call(inputs: Tensor | Tensor[]): Tensor[] {
    return tidy(() => this.#run([inputs].flat()));
  }

  #run(windows: readonly Tensor[]): Tensor[] {
    const { normalization } = this.#options;
    const { inputs } = this.#graph;
    const physical = inputs.map(({ name }, i) => {
      const { mean, sd } = normalization[name]!;
      return [name, add(mul(windows[i]!, tensor1d(sd)), tensor1d(mean))] as const;
    });
    const now = this.#read();
    const wanted = [this.#logits, this.#features, ...this.#borders.map(({ value }) => value)];
    const [logits, features, ...maps] = replay(this.#graph, Object.fromEntries(physical), wanted, {
      layer: (node) => trainedInputs(node).map(({ name }) => this.#held(name, now.get(name)!)),
      value: (name, x) => {
        const range = now.get(`${name}/range`);
        return range ? fakeQuantize(x, range) : x;
      },
    });
    const borders = maps.map((map, i) => channelsOf(map, this.#borders[i]!));
    return [logits!, reshape(features!, [logits!.shape[0]!, -1]), ...borders];
  }

  /** A weight as the file will hold it. */
  #held(name: string, weight: Tensor): Tensor {
    const mask = this.#options.masks?.get(name);
    const grid = this.#options.rounding.grids.get(name);
    const masked = mask ? mul(weight, tensor(mask, weight.shape)) : weight;
    return grid ? fakeQuantizeWeight(masked, grid) : masked;
  }

  /** Weights by name, as they are. */
  #read(): Map<string, Tensor> {
    const names = [
      ...this.#trained.map(({ name }) => name),
      ...[...this.#options.rounding.ranges.keys()].map((name) => `${name}/range`),
    ];
    return new Map(names.map((name, i) => [name, this.weights[i]!.read()]));
  }

  override computeOutputShape(): Shape[] {
    const sizes = (this.#features.shape.slice(1) as number[]).reduce((a, b) => a * b, 1);
    return [
      [null, this.#logits.shape[1] as number],
      [null, sizes],
      ...this.#borders.map(({ value, channels }) => {
        return [null, channels.length, ...(value.shape.slice(2) as number[])];
      }),
    ];
  }

  trained() {
    const graph = copyGraph(this.#graph);
    const now = new Map([...this.#read()].map(([name, x]) => [name, x.dataSync() as Float32Array]));
    for (const node of graph.nodes)
      for (const { index, name, value } of trainedInputs(node)) {
        const mask = this.#options.masks?.get(name);
        const data = Float32Array.from(now.get(name)!, (w, i) => w * (mask?.[i] ?? 1));
        const shape = value.shape as readonly number[];
        graph.setInput(node, index, graph.constant(data, shape, "float32", value.name));
      }
    const ranges = [...this.#options.rounding.ranges.keys()].map((name) => {
      const [low, high] = now.get(`${name}/range`) as unknown as [number, number];
      return [name, { low: Math.min(low, 0), high: Math.max(high, 0) }] as const;
    });
    return { graph, ranges: new Map(ranges) };
  }
}
