/** @file A clean ONNX graph computed by tf.js, node by node, so that what it computes can be trained further. */
import { reshape, type Tensor, type Tensor4D, tensor, transpose } from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import type { Graph, Node, Value } from "#graph/graph";
import {
  type Call,
  elementwise,
  isOtherForm,
  layers,
  operators,
  type Replayed,
  shapeFor,
} from "./replay-ops.ts";
import { lastState } from "./replay-recurrent.ts";
import { trainedInputs } from "./trained-inputs.ts";

/** What may differ from the graph as it is. */
export interface ReplayHooks {
  /** The weights of a layer in place of its constants, as {@link trainedInputs} lists them. */
  layer(node: Node): readonly (Tensor | undefined)[];
  /** What becomes of a value once it is computed. */
  value(name: string, x: Tensor): Tensor;
}

/** The first node through which no gradient is known here. */
export function unreplayable(graph: Graph): Node | undefined {
  return graph.nodes.find((node) => {
    const { op, domain } = node;
    const isKnown = trainedInputs(node).length > 0 || op in operators || isElementwise(op);
    return domain !== "" || !isKnown || isOtherForm(node);
  });
}

/** Throws a {@link UserError} that names it. */
export function requireReplayable(graph: Graph, what: string): void {
  const node = unreplayable(graph);
  if (!node) return;
  const { op, name } = node;
  throw new UserError(
    `${what}: "${name || op}" is a ${op}, through which no gradient is known here`,
    "take a student of convolutions, dense and recurrent layers, or leave that step out",
  );
}

/** The values asked for. `inputs` by name, as the graph takes them; a batch of any size. */
export function replay(
  graph: Graph,
  inputs: Readonly<Record<string, Tensor>>,
  wanted: readonly Value[],
  hooks: ReplayHooks,
): Tensor[] {
  const run = new Replay(Object.values(inputs)[0]!.shape[0]!, hooks);
  for (const input of graph.inputs) run.set(input, { plain: inputs[input.name]! });
  const needed = behind(wanted);
  for (const node of graph.nodes) if (needed.has(node)) run.compute(node);
  return wanted.map((value) => run.plain(value));
}

function isElementwise(op: string): boolean {
  return op in elementwise.unary || op in elementwise.binary;
}

function behind(values: readonly Value[]): Set<Node> {
  const found = new Set<Node>();
  const visit = (value: Value | undefined): void => {
    const node = value?.producer;
    if (!node || found.has(node)) return;
    found.add(node);
    node.inputs.forEach(visit);
  };
  values.forEach(visit);
  return found;
}

/** Where axes lie: an image's in tf.js are batch, height, width, channel. */
const toImage = { 3: [0, 2, 1], 4: [0, 2, 3, 1] } as const;
const fromImage = { 3: [0, 2, 1], 4: [0, 3, 1, 2] } as const;

/** Values in either order of axes, each made when it is first asked for. */
interface Held {
  plain?: Tensor;
  image?: Tensor4D;
}

class Replay {
  readonly #batch: number;
  readonly #hooks: ReplayHooks;
  readonly #held: Map<Value, Held> = new Map();

  constructor(batch: number, hooks: ReplayHooks) {
    this.#batch = batch;
    this.#hooks = hooks;
  }

  set(value: Value, computed: Replayed): void {
    const [[order, x]] = Object.entries(computed) as [[keyof Held, Tensor]];
    this.#held.set(value, { [order]: this.#hooks.value(value.name, x) });
  }

  compute(node: Node): void {
    const [first, ...others] = node.outputs;
    this.set(first!, this.#result(node));
    for (const value of others) this.set(value, { plain: lastState(node, this.plain(first!)) });
  }

  /** In ONNX's order of axes. */
  plain(value: Value): Tensor {
    const held = this.#find(value);
    held.plain ??= this.#unturned(value, held.image!);
    return held.plain;
  }

  #image(value: Value): Tensor4D {
    const held = this.#find(value);
    if (!held.image) {
      const rank = value.shape.length as 3 | 4;
      const turned = transpose(held.plain!, [...toImage[rank]]);
      const [batch, ...rest] = turned.shape as [number, number, number];
      held.image = (rank === 4 ? turned : reshape(turned, [batch, 1, ...rest])) as Tensor4D;
    }
    return held.image;
  }

  #unturned(value: Value, image: Tensor4D): Tensor {
    const rank = value.shape.length as 3 | 4;
    const flat = rank === 4 ? image : reshape(image, [image.shape[0], ...image.shape.slice(2)]);
    return transpose(flat, [...fromImage[rank]]);
  }

  #find(value: Value): Held {
    const held = this.#held.get(value) ?? { plain: constantOf(value) };
    this.#held.set(value, held);
    return held;
  }

  #result(node: Node): Replayed {
    const call = this.#call(node);
    if (trainedInputs(node).length > 0) return layers[node.op]!(call, this.#hooks.layer(node));
    if (node.op in operators) return operators[node.op]!(call);
    return this.#elementwise(node);
  }

  #call(node: Node): Call {
    const at = (index: number) => node.inputs[index]!;
    return {
      node,
      input: (index) => this.plain(at(index)),
      image: (index) => this.#image(at(index)),
      numbers: (index) => {
        const data = node.inputs[index]?.data;
        return data && Array.from(data, Number);
      },
      shape: shapeFor(node.outputs[0]!.shape, this.#batch),
    };
  }

  /** Images stay images where all operands are. */
  #elementwise({ op, inputs, outputs, attributes }: Node): Replayed {
    const values = inputs as Value[];
    const rank = outputs[0]!.shape.length;
    const images = rank === 4 && values.every((value) => this.#mayBeImage(value));
    const [a, b] = values.map((value) => (images ? this.#image(value) : this.plain(value)));
    const unary = elementwise.unary[op];
    const y = unary ? unary(a!, attributes) : elementwise.binary[op]!(a!, b ?? a!);
    return images ? { image: y as Tensor4D } : { plain: y };
  }

  #mayBeImage(value: Value): boolean {
    return value.shape.length === 4 && (!!this.#held.get(value)?.image || !!value.data);
  }
}

function constantOf({ data, shape, dtype, name }: Value): Tensor {
  if (!data) throw new Error(`${name} was not computed`);
  const type = dtype === "float32" ? "float32" : "int32";
  return tensor(Array.from(data, Number), shape as number[], type);
}
